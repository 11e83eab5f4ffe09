/**
 * Amazon Redshift and Amazon Redshift Serverless. Sources: AWS docs, "Service Authorization Reference", and the
 * "Import" sections of the provider's pages (the ids).
 */

import { type Compute, type Computed, type Subject, whole } from "./subject";

const DEFAULT_PORT = "5439";

function cluster(subject: Subject): Computed {
    const id = subject.text("clusterIdentifier");
    const port = subject.text("port") || DEFAULT_PORT;
    const dnsName = whole(`${id}.${subject.hex(12)}.${subject.region}.redshift.${subject.dnsSuffix}`);
    return {
        id,
        outputs: {
            arn: subject.arn("redshift", `cluster:${id}`),
            clusterNamespaceArn: subject.arn("redshift", `namespace:${subject.uuid()}`),
            dnsName,
            endpoint: whole(`${dnsName}:${port}`),
            masterPasswordSecretArn: secretOf(subject, `redshift!${id}-${subject.text("masterUsername")}`),
        },
    };
}

function namespace(subject: Subject): Computed {
    const name = subject.text("namespaceName");
    return {
        id: name,
        outputs: {
            arn: subject.arn("redshift-serverless", `namespace/${subject.uuid()}`),
            namespaceId: subject.uuid(),
            adminPasswordSecretArn: secretOf(subject, `redshift!${name}-${subject.text("adminUsername")}`),
        },
    };
}

/** Secrets that AWS manages have the name of their service, and six characters of chance. */
function secretOf(subject: Subject, name: string): string {
    return subject.arn("secretsmanager", `secret:${name}-${subject.letters(6)}`);
}

function workgroup(subject: Subject): Computed {
    const name = subject.text("workgroupName");
    const host = `${name}.${subject.accountId}.${subject.region}.redshift-serverless.${subject.dnsSuffix}`;
    return {
        id: name,
        outputs: {
            arn: subject.arn("redshift-serverless", `workgroup/${subject.uuid()}`),
            workgroupId: subject.uuid(),
            endpoints: [{ address: whole(host), port: Number(subject.text("port") || DEFAULT_PORT) }],
        },
    };
}

function grouped(kind: string): Compute {
    return (subject) => {
        const name = subject.autoname("name", { limit: 255, lower: true });
        return { id: name, outputs: { name, arn: subject.arn("redshift", `${kind}:${name}`) } };
    };
}

function copyGrant(subject: Subject): Computed {
    const name = subject.text("snapshotCopyGrantName");
    return { id: name, outputs: { arn: subject.arn("redshift", `snapshotcopygrant:${name}`) } };
}

function snapshotSchedule(subject: Subject): Computed {
    const identifier = subject.autoname("identifier", { limit: 63, lower: true });
    return {
        id: identifier,
        outputs: { identifier, arn: subject.arn("redshift", `snapshotschedule:${identifier}`) },
    };
}

function usageLimit(subject: Subject): Computed {
    const id = subject.uuid();
    return { id, outputs: { arn: subject.arn("redshift", `usagelimit:${id}`) } };
}

const ofCluster: Compute = (subject) => ({ id: subject.text("clusterIdentifier") });

export const redshift: Readonly<Record<string, Compute>> = {
    "aws:redshift/cluster:Cluster": cluster,
    "aws:redshift/logging:Logging": ofCluster,
    "aws:redshift/parameterGroup:ParameterGroup": grouped("parametergroup"),
    "aws:redshift/scheduledAction:ScheduledAction": (subject) => ({ id: subject.text("name") }),
    "aws:redshift/snapshotCopy:SnapshotCopy": ofCluster,
    "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant": copyGrant,
    "aws:redshift/snapshotSchedule:SnapshotSchedule": snapshotSchedule,
    "aws:redshift/snapshotScheduleAssociation:SnapshotScheduleAssociation": (subject) => ({
        id: whole(`${subject.text("clusterIdentifier")}/${subject.text("scheduleIdentifier")}`),
    }),
    "aws:redshift/subnetGroup:SubnetGroup": grouped("subnetgroup"),
    "aws:redshift/usageLimit:UsageLimit": usageLimit,
    "aws:redshiftserverless/namespace:Namespace": namespace,
    "aws:redshiftserverless/usageLimit:UsageLimit": (subject) => {
        const id = subject.uuid();
        return { id, outputs: { arn: subject.arn("redshift-serverless", `usagelimit/${id}`) } };
    },
    "aws:redshiftserverless/workgroup:Workgroup": workgroup,
};
