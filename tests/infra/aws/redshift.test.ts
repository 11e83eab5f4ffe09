import assert from "node:assert/strict";
import fc from "fast-check";
import { nameFor } from "../../../infra/aws/names";
import {
    AUDIT_LOGS,
    clusterLogGroup,
    clusterProblems,
    LEAST_NODES,
    maintenanceWindowProblems,
    NODE_TYPES,
    PORT_RANGES,
    portProblems,
    serverlessProblems,
} from "../../../infra/aws/redshift";

const type = fc.constantFrom(...Object.keys(NODE_TYPES));
const alone = { multiAz: false, pauses: false };

describe("what Redshift accepts", () => {
    it("D.3: a port in one of two ranges, and no other", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => {
                const inside = PORT_RANGES.some(([first, last]) => port >= first && port <= last);
                assert.equal(portProblems(port).length === 0, inside, String(port));
            }),
            { numRuns: 2000, examples: [[5431], [5455], [5456], [5430], [8191], [8215], [8216], [5439]] },
        );
        assert.match(portProblems(1234)[0]?.reason ?? "", /give 5431 to 5455 or 8191 to 8215/);
    });

    it("D.4: one node where the type allows it, and else two to its most", () => {
        fc.assert(
            fc.property(type, fc.integer({ min: -1, max: 200 }), (nodeType, nodes) => {
                const { singleNode = false, maxNodes = 0 } = NODE_TYPES[nodeType] ?? {};
                const allowed = nodes <= maxNodes && (nodes >= LEAST_NODES || (nodes === 1 && singleNode));
                assert.equal(clusterProblems({ nodeType, nodes, ...alone }).length === 0, allowed);
            }),
            { numRuns: 500 },
        );
        for (const large of ["ra3.4xlarge", "ra3.16xlarge", "rg.4xlarge", "rg.12xlarge"]) {
            assert.match(
                clusterProblems({ nodeType: large, nodes: 1, ...alone })[0]?.reason ?? "",
                /give 2 to/,
            );
        }
    });

    it("D.6: Multi-AZ with three zones, two nodes, an RA3 type and no pauses, and only so", () => {
        const shape = fc.record({
            nodeType: type,
            nodes: fc.integer({ min: 1, max: 4 }),
            zones: fc.integer({ min: 2, max: 3 }),
            pauses: fc.boolean(),
        });
        fc.assert(
            fc.property(shape, (given) => {
                const right =
                    given.nodeType.startsWith("ra3.") &&
                    given.nodes >= 2 &&
                    given.zones === 3 &&
                    !given.pauses;
                assert.equal(clusterProblems({ ...given, multiAz: true }).length === 0, right);
            }),
            { numRuns: 500 },
        );
    });

    it("tells everything that is wrong with a Multi-AZ cluster at once", () => {
        const problems = clusterProblems({
            nodeType: "rg.large",
            nodes: 1,
            multiAz: true,
            pauses: true,
            zones: 2,
        });
        assert.deepEqual(
            problems.map(({ property }) => property),
            ["multiAz", "nodes", "pause", "network"],
        );
    });

    it("names the node types where there is none of that name", () => {
        assert.match(
            clusterProblems({ nodeType: "dc2.large", nodes: 2, ...alone })[0]?.reason ?? "",
            /"dc2.large" is not a node type; allowed: ra3.large, /,
        );
    });

    it("serverless capacity in AWS's steps, with three zones for enhanced VPC routing", () => {
        const right = { baseCapacity: 8, maxCapacity: 64, zones: 3 };
        assert.deepEqual(serverlessProblems(right), []);
        assert.deepEqual(serverlessProblems({ ...right, baseCapacity: 4 }), []);
        for (const [over, reason] of [
            [{ baseCapacity: 9 }, /9 is not allowed; give 4, a multiple of 8/],
            [{ maxCapacity: 520 }, /520 is not allowed/],
            [{ maxCapacity: 4 }, /4 is less than baseCapacity 8/],
            [{ zones: 2 }, /needs subnets in 3 or more/],
        ] as const) {
            assert.match(serverlessProblems({ ...right, ...over })[0]?.reason ?? "", reason);
        }
    });

    it("maintenance windows of half an hour or more, also over the end of the week", () => {
        for (const window of ["sun:03:00-sun:04:00", "sun:23:45-mon:00:15", "mon:00:00-tue:00:00"]) {
            assert.deepEqual(maintenanceWindowProblems(window), [], window);
        }
        for (const window of [
            "sun:03:00-sun:03:29",
            "sun:3:00-sun:4:00",
            "Sunday",
            "sun:24:00-mon:01:00",
            "a-b-c",
        ]) {
            assert.equal(maintenanceWindowProblems(window).length, 1, window);
        }
    });
});

describe("Redshift's identifiers", () => {
    const part = fc.oneof(
        fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/),
        fc.string({ minLength: 1, maxLength: 60 }),
    );
    const parts = fc.array(part, { maxLength: 4 }).map((more) => ["prod", ...more]);

    it("D.1: have no two hyphens in a row, none at the end, begin with a letter, and fit", () => {
        for (const [kind, pattern, longest] of [
            ["redshiftCluster", /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 63],
            ["redshiftSchedule", /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 63],
            ["redshiftGroup", /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 255],
            ["redshiftServerless", /^[a-z0-9-]{3,64}$/, 64],
            ["redshiftScheduledAction", /^[A-Za-z0-9-]+$/, 60],
            ["redshiftSchema", /^[a-z][a-z0-9_]*$/, 127],
        ] as const) {
            fc.assert(
                fc.property(parts, (given) => {
                    const name = nameFor(kind, ...given);
                    assert.match(name, pattern, kind);
                    assert.ok(name.length <= longest);
                }),
                { numRuns: 300 },
            );
        }
    });

    it("give audit logs the groups that Redshift itself writes to", () => {
        assert.deepEqual(
            AUDIT_LOGS.map((log) => clusterLogGroup("prod-warehouse", log)),
            [
                "/aws/redshift/cluster/prod-warehouse/connectionlog",
                "/aws/redshift/cluster/prod-warehouse/useractivitylog",
                "/aws/redshift/cluster/prod-warehouse/userlog",
            ],
        );
    });
});
