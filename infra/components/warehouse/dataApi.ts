import type { Statement } from "../../aws/policyDocument";
import type { Engine } from "./engine";

/**
 * Lets a function run SQL through the Data API. Whom it is in the database another statement says: its role, or a
 * secret. Source: Management Guide, "Authorizing access to the Amazon Redshift Data API".
 */
export function mayRunStatements({ statementArn }: Engine): Statement[] {
    return [
        {
            sid: "RunStatements",
            actions: ["redshift-data:BatchExecuteStatement", "redshift-data:ExecuteStatement"],
            resources: [statementArn],
        },
        {
            // A statement has no ARN; the condition leaves those that the caller itself ran.
            sid: "SeeOwnStatements",
            actions: ["redshift-data:DescribeStatement", "redshift-data:GetStatementResult"],
            resources: ["*"],
            conditions: { StringEquals: { "redshift-data:statement-owner-iam-userid": `\${aws:userid}` } },
        },
    ];
}
