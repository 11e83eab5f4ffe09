import { z } from "zod";
import { whole } from "./bounds";
import type { LogAnalyticsSettings } from "./model";

const principal = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, {
    error: "is not the ARN of an IAM role or user; arn:aws:iam::123456789012:role/name is expected",
});

const regions = z
    .array(
        z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, {
            error: "is not an AWS region; a name such as eu-west-1 is expected",
        }),
    )
    .min(1, { error: "names no region; at least one is expected, or no query would find anything" })
    .superRefine(once);

const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
    error: "is not the name of a bucket; 3 to 63 lower-case letters, digits, dots and hyphens are expected",
});

const prefix = z.string().regex(/^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/, {
    error: "is not a prefix; the folders before AWSLogs/ are expected, without a slash at either end",
});

const keyArn = z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
    error: "is not the ARN of a key; arn:aws:kms:<region>:<account>:key/<id> is expected",
});

const existingTrail = z
    .strictObject({
        bucket: bucketName.describe("Bucket that the trail delivers to."),
        prefix: prefix.optional().describe("Folders before `AWSLogs/`. Default: none."),
        keyArn: keyArn.optional().describe("Customer key of the trail. Default: it has none."),
        organizationId: z
            .string()
            .regex(/^o-[a-z0-9]{10,32}$/, {
                error: "is not an organisation; one like o-a1b2c3d4e5 is expected",
            })
            .optional()
            .describe("Of an organisation's trail. Default: it is the account's own."),
    })
    .describe(
        "A trail that exists. Default: one is made, which also tells who writes and deletes objects of the lake.",
    );

/** `tributary:logAnalytics` */
export const logAnalyticsSection = z
    .strictObject({
        readers: z
            .array(principal)
            .max(50, { error: "are too many: each gets a grant on every table; give one role to a team" })
            .superRefine(once)
            .default([])
            .describe(
                "IAM roles and users that may read the logs, as ARNs. Their roles need the policy of the stack's output `logReaderPolicy`, too.",
            ),
        retentionDays: whole(1, 3650, "days", "S3 expires objects by the day")
            .optional()
            .describe("Days that calls and functions' lines are kept, and that queries look back."),
        cloudTrail: z
            .strictObject({
                regions: regions
                    .optional()
                    .describe(
                        "Regions whose calls can be asked for. Default: `aws:region`, and `us-east-1` for global services.",
                    ),
                existing: existingTrail.optional(),
            })
            .default({})
            .describe("Calls to AWS."),
        loadBalancers: z
            .strictObject({
                bucket: bucketName.describe(
                    "Bucket that application load balancers write their access logs to.",
                ),
                prefix: prefix.optional().describe("Folders before `AWSLogs/`. Default: none."),
                regions: regions.optional().describe("Where the load balancers are. Default: `aws:region`."),
            })
            .optional()
            .describe("Access logs of application load balancers. Default: there is no table of them."),
    })
    .describe(
        "Questions to AWS's own logs, in SQL: calls, connections, requests to buckets and load balancers, and functions' lines. Without it they are not asked.",
    );

/** The tier's settings with what the file says put over them; nothing where the file says nothing. */
export function logAnalyticsSettings(
    defaults: { readonly retentionDays: number },
    given: z.output<typeof logAnalyticsSection> | undefined,
    region: string,
): LogAnalyticsSettings | undefined {
    if (given === undefined) {
        return undefined;
    }
    const { cloudTrail, loadBalancers, readers, retentionDays } = given;
    const everywhere = region.startsWith("cn-") || region.startsWith("us-gov-") ? [] : ["us-east-1"];
    return {
        readers,
        retentionDays: retentionDays ?? defaults.retentionDays,
        cloudTrail: {
            ...cloudTrail,
            regions: cloudTrail.regions ?? [...new Set([region, ...everywhere])],
        },
        ...(loadBalancers === undefined
            ? {}
            : { loadBalancers: { ...loadBalancers, regions: loadBalancers.regions ?? [region] } }),
    };
}

function once(values: readonly string[], context: z.RefinementCtx): void {
    for (const [index, value] of values.entries()) {
        if (values.indexOf(value) < index) {
            const message = `"${value}" stands twice in the list; remove one`;
            context.addIssue({ code: "custom", path: [index], message });
        }
    }
}
