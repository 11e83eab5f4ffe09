/** Network flows: each has both security group sides, and whoever knows the address of a server can connect to it. */

import type { PlanIndex } from "../../local/authorization/planIndex";
import { describeResource, type Gap } from "./gap";
import { type Member, members, type Server, servers, textsIn } from "./members";
import { describeTraffic, SecurityGroups } from "./securityGroups";

const ADD = "connect() of infra/aws/securityGroup.ts makes both";

export function connectionGaps(index: PlanIndex): Gap[] {
    const groups = new SecurityGroups(index);
    return [...oneSided(groups), ...unconnected(index, groups)];
}

/** A rule whose other group has no rule for the same traffic. */
function* oneSided(groups: SecurityGroups): Iterable<Gap> {
    for (const { resource, direction, group, peer, traffic } of groups.rules) {
        const opposite = direction === "out" ? "in" : "out";
        if (!groups.lets(opposite, peer, group, traffic)) {
            const [own, other] = [groups.describe(group), groups.describe(peer)];
            const passes = describeTraffic(traffic);
            const what =
                direction === "out"
                    ? `${own} lets ${passes} out to ${other}, which does not let it in; add the ingress rule`
                    : `${own} lets ${passes} in from ${other}, which does not let it out; add the egress rule`;
            yield {
                kind: "connection",
                urn: resource.urn,
                message: `${describeResource(resource)}: ${what}, or remove this one: ${ADD}`,
            };
        }
    }
}

/** A resource in the VPC whose settings name a server there, and whose groups cannot connect to the server's. */
function* unconnected(index: PlanIndex, groups: SecurityGroups): Iterable<Gap> {
    const listening = servers(index);
    if (listening.length === 0) {
        return;
    }
    for (const client of [...members(index), ...dataSources(index)]) {
        for (const server of listening.filter((one) => names(client, one))) {
            if (!groups.connect(client.groups, server.groups, server.traffic)) {
                const between = `${client.groups.map((id) => groups.describe(id)).join(", ")} to ${server.groups.map((id) => groups.describe(id)).join(", ")}`;
                yield {
                    kind: "connection",
                    urn: client.resource.urn,
                    message: `${describeResource(client.resource)}: is told to connect to ${describeResource(server.resource)}, and no pair of rules lets ${describeTraffic(server.traffic)} pass from ${between}; add it: ${ADD}`,
                };
            }
        }
    }
}

function names({ resource }: Member, { addresses }: Server): boolean {
    return textsIn({ ...resource.inputs }).some((found) =>
        addresses.some((address) =>
            address.startsWith("arn:") ? found === address : found.includes(address),
        ),
    );
}

/** A QuickSight data source connects through the groups of the VPC connection that it names. */
function dataSources(index: PlanIndex): Member[] {
    const connections = members(index).filter(
        ({ resource }) => resource.type === "aws:quicksight/vpcConnection:VpcConnection",
    );
    return index.ofType("aws:quicksight/dataSource:DataSource").flatMap((resource) => {
        const named = textsIn(resource.inputs.vpcConnectionProperties);
        const through = connections.find(({ resource: { outputs } }) =>
            named.includes(String(outputs.arn ?? "")),
        );
        return through ? [{ resource, groups: through.groups }] : [];
    });
}
