import assert from "node:assert/strict";
import { closureGaps } from "../../../../cli/preview/closure/closure";
import type { PlanResource, PlanValue } from "../../../../cli/preview/plan";
import {
    ACCOUNT,
    allow,
    BUCKET,
    bucket,
    bucketEncryption,
    DELEGATE,
    KEY,
    key,
    plan,
    QUEUE,
    queue,
    REGION,
    ROLE,
    resource,
    role,
} from "../../local/authorization/handMadePlan";

const VPC = "vpc-0a";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

function messages(...resources: readonly PlanResource[]): string[] {
    return closureGaps(plan(...resources)).map(({ kind, message }) => `${kind}: ${message}`);
}

function group(name: string): PlanResource {
    return resource("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: VPC }, {}, `sg-${name}`);
}

function rule(type: string, own: string, peer: string, from: number, to = from): PlanResource {
    return resource(type, `${own}-${peer}-${from}`, {
        securityGroupId: `sg-${own}`,
        referencedSecurityGroupId: `sg-${peer}`,
        ipProtocol: "tcp",
        fromPort: from,
        toPort: to,
    });
}

/** A function in group `app` whose role may do some things. */
function inVpc(actions: readonly string[], over: Record<string, PlanValue> = {}): PlanResource[] {
    return [
        ...role([allow([...actions], "*")]),
        resource(
            "aws:lambda/function:Function",
            "app",
            { role: ROLE, vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-app"] }, ...over },
            {},
        ),
        resource("aws:ec2/vpc:Vpc", "network", {}, {}, VPC),
        group("app"),
    ];
}

const encryptedBucket = [bucket(), bucketEncryption(KEY, true)];

describe("encrypted data", () => {
    it("that a role may read is a gap where the role may not use the key", () => {
        const [gap, ...more] = messages(
            ...role([allow("s3:GetObject", `${BUCKET}/weather/*`)]),
            ...encryptedBucket,
            key(DELEGATE),
        );
        assert.match(
            gap ?? "",
            /^key: iam Role "writer": role writer may not kms:Decrypt on .*lake\/weather\/x/,
        );
        assert.deepEqual(more, []);
    });

    it("that a role may read is none where it may use the key for this data", () => {
        const use = allow("kms:Decrypt", KEY, {
            Condition: { StringLike: { "kms:EncryptionContext:aws:s3:arn": BUCKET } },
        });
        const read = allow("s3:Get*", `${BUCKET}/weather/*`);
        assert.deepEqual(messages(...role([read, use]), ...encryptedBucket, key(DELEGATE)), []);
        const other = allow("kms:Decrypt", KEY, {
            Condition: { StringLike: { "kms:EncryptionContext:aws:s3:arn": `${BUCKET}-other` } },
        });
        assert.equal(messages(...role([read, other]), ...encryptedBucket, key(DELEGATE)).length, 1);
    });

    it("of another bucket, or not encrypted with a key, asks for nothing", () => {
        const read = role([allow("s3:GetObject", "arn:aws:s3:::other/*")]);
        assert.deepEqual(messages(...read, ...encryptedBucket, key(DELEGATE)), []);
        assert.deepEqual(messages(...role([allow("s3:GetObject", `${BUCKET}/*`)]), bucket()), []);
    });

    it("of secrets and tables counts, too", () => {
        const arn = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:db-AbCdEf`;
        const secret = resource("aws:secretsmanager/secret:Secret", "db", { kmsKeyId: KEY }, { arn });
        const table = resource(
            "aws:dynamodb/table:Table",
            "items",
            { serverSideEncryption: { enabled: true, kmsKeyArn: KEY } },
            { arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/items` },
        );
        for (const [action, encrypted, context] of [
            ["secretsmanager:GetSecretValue", secret, { "kms:EncryptionContext:SecretARN": arn }],
            ["dynamodb:Query", table, { "kms:EncryptionContext:aws:dynamodb:tableName": "items" }],
        ] as const) {
            const may = (...statements: Parameters<typeof role>[0]) =>
                messages(...role([allow(action, "*"), ...statements]), encrypted, key(DELEGATE));
            assert.match(may().join(), /may not kms:Decrypt/, action);
            assert.deepEqual(may(allow("kms:Decrypt", KEY, { Condition: { StringEquals: context } })), []);
        }
    });

    it("that a service writes is a gap where the key's policy does not name the service", () => {
        const alarm = resource(
            "aws:s3/bucketNotification:BucketNotification",
            "arrivals",
            { bucket: "lake", queues: [{ queueArn: QUEUE, events: ["s3:ObjectCreated:*"] }] },
            {},
        );
        const [gap] = messages(bucket(), alarm, queue({ kmsMasterKeyId: KEY }), key(DELEGATE));
        assert.match(gap ?? "", /^key: s3 BucketNotification "arrivals": s3\.amazonaws\.com on behalf of/);
    });

    it("of a log group is a gap where CloudWatch Logs may not use the key for it", () => {
        const arn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/app`;
        const logs = resource("aws:cloudwatch/logGroup:LogGroup", "app", { kmsKeyId: KEY }, { arn });
        const statement = (pattern: string) => ({
            ...allow(["kms:GenerateDataKey*", "kms:Decrypt"], "*"),
            Principal: { Service: `logs.${REGION}.amazonaws.com` },
            Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": pattern } },
        });
        assert.deepEqual(messages(logs, key(DELEGATE, statement(arn))), []);
        assert.equal(messages(logs, key(DELEGATE, statement(`${arn}-other`))).length, 1);
    });
});

describe("a network flow", () => {
    it("is a gap where one side is missing, whichever it is", () => {
        const [out, into] = [rule(EGRESS, "app", "db", 5439), rule(INGRESS, "db", "app", 5439)];
        const groups = [group("app"), group("db")];
        assert.deepEqual(messages(...groups, out, into), []);
        assert.match(
            messages(...groups, out).join(),
            /"app" lets tcp 5439 out to security group "db", which does not let it in; add the ingress rule/,
        );
        assert.match(
            messages(...groups, into).join(),
            /"db" lets tcp 5439 in from security group "app", which does not let it out; add the egress rule/,
        );
    });

    it("is a gap where the other side has other ports", () => {
        const groups = [group("app"), group("db")];
        const wide = rule(INGRESS, "db", "app", 5000, 6000);
        const narrow = rule(EGRESS, "app", "db", 5439);
        assert.match(messages(...groups, narrow, wide).join(), /tcp 5000 to 6000 in from/);
        assert.equal(messages(...groups, narrow, rule(INGRESS, "db", "app", 5440)).length, 2);
    });

    it("to a server whose address a function is told is a gap without a pair of rules", () => {
        const cluster = resource(
            "aws:redshift/cluster:Cluster",
            "warehouse",
            { vpcSecurityGroupIds: ["sg-db"], port: 5439 },
            { endpoint: "warehouse.abc.eu-west-1.redshift.amazonaws.com:5439" },
        );
        const told = inVpc([], {
            environment: {
                variables: { JDBC: "jdbc:redshift://warehouse.abc.eu-west-1.redshift.amazonaws.com:5439/x" },
            },
        });
        const pair = [rule(EGRESS, "app", "db", 5439), rule(INGRESS, "db", "app", 5439)];
        assert.deepEqual(messages(...told, cluster, group("db"), ...pair), []);
        assert.match(
            messages(...told, cluster, group("db")).join(),
            /connection: lambda Function "app": is told to connect to redshift Cluster "warehouse", and no pair of rules lets tcp 5439 pass/,
        );
        assert.deepEqual(messages(...inVpc([]), cluster, group("db")), []);
    });
});

describe("a function in a VPC", () => {
    const endpoint = (service: string, over: Record<string, PlanValue>) =>
        resource("aws:ec2/vpcEndpoint:VpcEndpoint", service, {
            vpcId: VPC,
            serviceName: `com.amazonaws.${REGION}.${service}`,
            ...over,
        });

    it("has a gap for each service that it calls and that its VPC has no endpoint for", () => {
        assert.match(
            messages(...inVpc(["redshift-data:ExecuteStatement"])).join(),
            /endpoint: lambda Function "app": its role calls redshift-data, and its VPC has no endpoint for it; open it with the network's services\.open\(\)/,
        );
    });

    it("needs a pair of rules to an interface endpoint, and one to a gateway's prefix list", () => {
        const interfaces = [endpoint("sqs", { securityGroupIds: ["sg-endpoints"] }), group("endpoints")];
        const pair = [rule(EGRESS, "app", "endpoints", 443), rule(INGRESS, "endpoints", "app", 443)];
        const send = inVpc(["sqs:SendMessage"]);
        assert.deepEqual(messages(...send, ...interfaces, ...pair), []);
        assert.match(messages(...send, ...interfaces).join(), /no rule lets HTTPS pass from app to/);

        const gateway = endpoint("s3", { prefixListId: "pl-1" });
        const way = resource(EGRESS, "app-s3", {
            securityGroupId: "sg-app",
            prefixListId: "pl-1",
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
        });
        assert.deepEqual(messages(...inVpc(["s3:GetObject"]), gateway, way), []);
        assert.match(messages(...inVpc(["s3:GetObject"]), gateway).join(), /no rule lets HTTPS pass/);
    });

    it("needs no endpoint for what Lambda does for it outside of the VPC", () => {
        const outside = ["logs:PutLogEvents", "xray:PutTraceSegments", "sqs:ReceiveMessage", "kms:Decrypt"];
        assert.deepEqual(messages(...inVpc(outside)), []);
        const failures = { functionName: "app", destinationConfig: { onFailure: { destination: QUEUE } } };
        const sends = [
            ...inVpc([], { name: "app" }).slice(1),
            ...role([allow("sqs:SendMessage", QUEUE)]),
            queue({}),
            resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "app", failures),
        ];
        assert.deepEqual(messages(...sends), []);
    });
});
