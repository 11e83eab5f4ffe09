import type { vpc } from "@pulumi/aws";
import { PORT_RANGES } from "../../infra/aws/redshift";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
/** Everybody, in both generations of addresses. */
const EVERYBODY: readonly unknown[] = ["0.0.0.0/0", "::/0"];
const rule = (fromPort: number, toPort: number, from: object) => ({
    securityGroupId: "sg-1",
    ipProtocol: "tcp",
    fromPort,
    toPort,
    ...from,
});

export const redshiftNoOpenIngress = resourceRule<vpc.SecurityGroupIngressRuleArgs>({
    id: "redshift/no-open-ingress",
    title: "Redshift's ports are not open to the world",
    reason: "What everybody can reach, everybody tries; applications are let in by their security group.",
    severity: "high",
    controls: [fsbp("Redshift.15")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "name applications in allowConnectionsFrom of tributary:warehouse.",
        pulumi: "set referencedSecurityGroupId instead of cidrIpv4 on aws.vpc.SecurityGroupIngressRule.",
    },
    types: [INGRESS],
    *check({ cidrIpv4, cidrIpv6, fromPort, toPort, ipProtocol }) {
        const open = [cidrIpv4, cidrIpv6].find((cidr) => EVERYBODY.includes(cidr));
        if (open === undefined) {
            return;
        }
        const all = ipProtocol === "-1" || fromPort === undefined || Number(fromPort) === -1;
        const range = PORT_RANGES.find(
            ([first, last]) => all || (Number(fromPort) <= last && Number(toPort ?? fromPort) >= first),
        );
        if (range !== undefined) {
            yield `the rule lets ${open} reach Redshift's ports ${range.join(" to ")}; name the security groups that may connect`;
        }
    },
    examples: {
        pass: [
            example("nothing is said", INGRESS, {}),
            example(
                "a security group is let in",
                INGRESS,
                rule(5439, 5439, { referencedSecurityGroupId: "sg-2" }),
            ),
            example("a web server is open", INGRESS, rule(443, 443, { cidrIpv4: "0.0.0.0/0" })),
            example("a network is let in", INGRESS, rule(5439, 5439, { cidrIpv4: "10.0.0.0/16" })),
        ],
        fail: [
            example("everybody is let in", INGRESS, rule(5439, 5439, { cidrIpv4: "0.0.0.0/0" })),
            example("everybody is let in, over IPv6", INGRESS, rule(8000, 8200, { cidrIpv6: "::/0" })),
            example("all ports are open", INGRESS, {
                securityGroupId: "sg-1",
                ipProtocol: "-1",
                cidrIpv4: "0.0.0.0/0",
            }),
        ],
    },
});
