import type { lambda } from "@pulumi/aws";
import { isDeputy } from "../../infra/aws/confusedDeputy";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { PERMISSION } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { given } from "../unknown";

const fromS3 = { action: "lambda:InvokeFunction", function: "report", principal: "s3.amazonaws.com" };
const source = { sourceAccount: EXAMPLE_ACCOUNT, sourceArn: "arn:aws:s3:::data" };

/** ARNs of S3 buckets carry no account, so that the ARN alone lets in whoever takes over the name. */
const NEED_ACCOUNT: ReadonlySet<string> = new Set(["s3.amazonaws.com"]);

export const permissionNotPublic = resourceRule<lambda.PermissionArgs>({
    id: "lambda/permission-not-public",
    title: "Functions are called by nobody from outside",
    reason: "S3, SNS and others call a function for any AWS account that asks them to, unless the permission names the source.",
    severity: "critical",
    controls: [fsbp("Lambda.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline lets in the one bucket that notifies.",
        pulumi: "on aws.lambda.Permission name a principal, and for a service sourceArn and, for S3, sourceAccount.",
    },
    types: [PERMISSION],
    *check(props) {
        const principal = String(props.principal ?? "");
        if (principal === "*") {
            if (!given(props, "principalOrgId") && !given(props, "sourceAccount")) {
                yield "principal is everybody; name an account or a service, or set principalOrgId";
            }
            return;
        }
        if (!isDeputy(principal)) {
            return;
        }
        if (!given(props, "sourceArn")) {
            yield `sourceArn is not set, so ${principal} may call for any source; set it to the ARN of the one that is meant`;
        }
        if (NEED_ACCOUNT.has(principal) && !given(props, "sourceAccount")) {
            yield `sourceAccount is not set, and ARNs of ${principal} carry no account; set it to the account of the source`;
        }
    },
    examples: {
        pass: [
            example("no principal is given, which AWS refuses", PERMISSION, {}),
            example("one bucket of one account may call", PERMISSION, { ...fromS3, ...source }),
            example("one topic may call", PERMISSION, {
                ...fromS3,
                principal: "sns.amazonaws.com",
                sourceArn: `arn:aws:sns:eu-west-1:${EXAMPLE_ACCOUNT}:alarms`,
            }),
            example("an account may call", PERMISSION, { ...fromS3, principal: EXAMPLE_ACCOUNT }),
            example("an organisation may call", PERMISSION, {
                ...fromS3,
                principal: "*",
                principalOrgId: "o-1234567890",
            }),
        ],
        fail: [
            example("everybody may call", PERMISSION, { ...fromS3, principal: "*" }),
            example("any bucket may call", PERMISSION, fromS3),
            example("any bucket of the account may call", PERMISSION, {
                ...fromS3,
                sourceAccount: EXAMPLE_ACCOUNT,
            }),
            example("the bucket's account is not checked", PERMISSION, {
                ...fromS3,
                sourceArn: source.sourceArn,
            }),
            example("any topic may call", PERMISSION, { ...fromS3, principal: "sns.amazonaws.com" }),
        ],
    },
});
