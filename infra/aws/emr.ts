/** Amazon EMR: what it accepts, and what it asks of its surroundings. */

/**
 * Tag that `AmazonEMRServicePolicy_v2` asks for: EMR may only launch in subnets and security groups that have it, and
 * only change clusters that have it.
 *
 * Source: Amazon EMR Management Guide, "Tagging resources to use managed policies".
 */
export const EMR_POLICY_TAG: Readonly<Record<string, string>> = {
    "for-use-with-amazon-emr-managed-policies": "true",
};

/** Name of the managed policy of EMR's service role, below the partition's `policy/service-role/`. */
export const EMR_SERVICE_POLICY = "AmazonEMRServicePolicy_v2";

/** Roles that EMR's console makes, with permissions on everything. */
export const EMR_DEFAULT_ROLES: ReadonlySet<string> = new Set([
    "EMR_DefaultRole",
    "EMR_DefaultRole_V2",
    "EMR_EC2_DefaultRole",
    "EMR_AutoScaling_DefaultRole",
]);

/** Ports between EMR's service, in its own security group, and a cluster. */
export const EMR_PORTS = {
    /** The service configures nodes. */
    nodes: 8443,
    /** The master node reports to the service. */
    service: 9443,
} as const;

/** Amazon EMR Management Guide, "Configure instance fleets": 30 types a fleet where it has an allocation strategy. */
export const MOST_TYPES_OF_A_FLEET = 30;

/** Seconds. Amazon EMR API, AutoTerminationPolicy: a minute to a week. */
export const IDLE_SECONDS = { least: 60, most: 604_800 } as const;

/** Minutes. Amazon EMR API, SpotProvisioningSpecification. */
export const SPOT_TIMEOUT_MINUTES = { least: 5, most: 1440 } as const;

/** vCPUs of the sizes that nodes come in, the same in all current families. Source: EC2 User Guide, "Instance types". */
const VCPUS: Readonly<Record<string, number>> = {
    xlarge: 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "12xlarge": 48,
    "16xlarge": 64,
    "24xlarge": 96,
};

/** The sizes that a fleet can weigh, as messages list them. */
export const NODE_SIZES: readonly string[] = Object.keys(VCPUS);

/**
 * vCPUs of an instance type, e.g. 4 of `m6g.xlarge`: what a node weighs in its fleet. Undefined for what is no
 * instance type, and for a size that is too small for a node (EMR takes none below `xlarge` in current families).
 */
export function vcpusOf(instanceType: string): number | undefined {
    const size = /^[a-z]{1,2}\d{1,2}[a-z]*\.(\w+)$/.exec(instanceType)?.[1];
    return size === undefined || !Object.hasOwn(VCPUS, size) ? undefined : VCPUS[size];
}

/** A processor architecture, as EMR Serverless spells it. */
export type Architecture = "ARM64" | "X86_64";

/** AWS Graviton families have a `g` behind their generation, e.g. `m6g`, `r7gd`. */
export function architectureOf(instanceType: string): Architecture {
    return /^[a-z]{1,2}\d{1,2}g/.test(instanceType) ? "ARM64" : "X86_64";
}

/** Why a release cannot be a Hadoop cluster's; undefined where it can. */
export function releaseProblem(release: string): string | undefined {
    if (release.startsWith("emr-spark-")) {
        return `"${release}" has Spark alone; take a release for Hadoop, such as emr-7.14.0`;
    }
    return /^emr-7\.\d{1,2}\.\d{1,2}$/.test(release)
        ? undefined
        : `"${release}" is not a current EMR release; take one of emr-7, such as emr-7.14.0`;
}

/** Why a schedule cannot be one of EventBridge Scheduler's. Source: its User Guide, "Schedule types". */
export function scheduleProblem(expression: string): string | undefined {
    if (/^cron\(\S+( \S+){5}\)$/.test(expression)) {
        const [, , dayOfMonth, , dayOfWeek] = expression.slice("cron(".length, -1).split(" ");
        return [dayOfMonth, dayOfWeek].filter((field) => field === "?").length === 1
            ? undefined
            : `"${expression}" needs ? for either the day of the month or the day of the week, such as cron(30 3 * * ? *)`;
    }
    return /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.test(expression)
        ? undefined
        : `"${expression}" is not a schedule; give six fields such as cron(30 3 * * ? *), or rate(1 day)`;
}

/** Why a text does not name an object in S3 with a certain ending, e.g. `.zip`. */
export function objectUriProblem(uri: string, ending: string): string | undefined {
    return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/\S+$/.test(uri) && uri.endsWith(ending)
        ? undefined
        : `"${uri}" is not the place of a ${ending} file in S3; give one such as s3://my-bucket/emr/certificates${ending}`;
}

/** Bucket and key of an `s3://` URI. */
export function objectOf(uri: string): { readonly bucket: string; readonly key: string } {
    const [, , bucket = "", ...key] = uri.split("/");
    return { bucket, key: key.join("/") };
}
