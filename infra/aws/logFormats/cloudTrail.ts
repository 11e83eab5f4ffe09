import { type LogColumn, type LogFormat, lastDays, TEXT_OUTPUT } from "./logFormat";

const ISSUER = "struct<type:string,principalid:string,arn:string,accountid:string,username:string>";
const SESSION = [
    "attributes:struct<mfaauthenticated:string,creationdate:string>",
    `sessionissuer:${ISSUER}`,
    "ec2roledelivery:string",
    "webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>",
].join(",");
const IDENTITY = [
    "type:string",
    "principalid:string",
    "arn:string",
    "accountid:string",
    "invokedby:string",
    "accesskeyid:string",
    "username:string",
    `sessioncontext:struct<${SESSION}>`,
].join(",");

/** Source: CloudTrail User Guide, "CloudTrail record contents". What differs from call to call stays JSON text. */
const COLUMNS: readonly LogColumn[] = [
    { name: "eventversion", type: "string" },
    {
        name: "useridentity",
        type: `struct<${IDENTITY}>`,
        description: "Who: for a role the session, with the role as its issuer.",
    },
    { name: "eventtime", type: "string", description: "ISO 8601 in UTC." },
    { name: "eventsource", type: "string", description: "The service, e.g. s3.amazonaws.com." },
    { name: "eventname", type: "string", description: "The call, e.g. DeleteObject." },
    { name: "awsregion", type: "string" },
    { name: "sourceipaddress", type: "string", description: "An address, or a service's name." },
    { name: "useragent", type: "string" },
    { name: "errorcode", type: "string", description: "Null where the call succeeded." },
    { name: "errormessage", type: "string" },
    { name: "requestparameters", type: "string", description: "JSON: what was asked." },
    { name: "responseelements", type: "string", description: "JSON: what was changed." },
    { name: "additionaleventdata", type: "string", description: "JSON." },
    { name: "requestid", type: "string" },
    { name: "eventid", type: "string" },
    { name: "readonly", type: "string" },
    {
        name: "resources",
        type: "array<struct<arn:string,accountid:string,type:string>>",
        description: "What was touched.",
    },
    { name: "eventtype", type: "string" },
    { name: "apiversion", type: "string" },
    { name: "recipientaccountid", type: "string" },
    { name: "serviceeventdetails", type: "string", description: "JSON." },
    { name: "sharedeventid", type: "string" },
    { name: "vpcendpointid", type: "string" },
    { name: "eventcategory", type: "string", description: "Management or Data." },
    {
        name: "tlsdetails",
        type: "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
    },
];

/** The role behind a session, and otherwise who the caller is. */
const WHO =
    "coalesce(useridentity.sessioncontext.sessionissuer.arn, useridentity.arn, useridentity.invokedby)";

/** Who called AWS to do what, as CloudTrail delivers it within minutes. */
export const CLOUD_TRAIL: LogFormat = {
    table: "cloudtrail",
    description: "Calls to AWS in this account (CloudTrail)",
    columns: COLUMNS,
    // CloudTrail User Guide's and Athena's own: the input format takes the records out of their envelope.
    serde: {
        library: "org.apache.hive.hcatalog.data.JsonSerDe",
        inputFormat: "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
        outputFormat: TEXT_OUTPUT,
        parameters: { "serialization.format": "1" },
        classification: "cloudtrail",
    },
    partition: { name: "region", description: "Where the call was made; us-east-1 for global services." },
    queries: [
        {
            name: "who-deleted-object",
            question: "Who deleted this object? By bucket and key, in the last 30 days.",
            parameters: ["the bucket's name", "the object's key"],
            sql: `SELECT eventtime, ${WHO} AS who, useridentity.arn AS session, eventname, sourceipaddress, useragent, errorcode
FROM cloudtrail
WHERE ${lastDays(30)}
  AND eventsource = 's3.amazonaws.com'
  AND eventname IN ('DeleteObject', 'DeleteObjects')
  AND json_extract_scalar(requestparameters, '$.bucketName') = ?
  AND (json_extract_scalar(requestparameters, '$.key') = ? OR eventname = 'DeleteObjects')
ORDER BY eventtime DESC
LIMIT 1000`,
        },
        {
            name: "what-did-this-role-do",
            question: "What did this role do, and what was it refused? In the last 7 days.",
            parameters: ["the role's ARN"],
            sql: `SELECT eventsource, eventname, coalesce(errorcode, 'success') AS outcome, count(*) AS calls,
    min(eventtime) AS first_call, max(eventtime) AS last_call
FROM cloudtrail
WHERE ${lastDays(7)}
  AND ${WHO} = ?
GROUP BY eventsource, eventname, coalesce(errorcode, 'success')
ORDER BY calls DESC, eventname
LIMIT 1000`,
        },
        {
            name: "who-is-denied",
            question: "Who lacks which permission? Calls that were denied in the last 7 days.",
            parameters: [],
            sql: `SELECT ${WHO} AS who, eventsource, eventname, errorcode, count(*) AS calls, max(errormessage) AS message,
    max(eventtime) AS latest
FROM cloudtrail
WHERE ${lastDays(7)}
  AND errorcode IN ('AccessDenied', 'AccessDeniedException', 'Client.UnauthorizedOperation', 'UnauthorizedOperation')
GROUP BY ${WHO}, eventsource, eventname, errorcode
ORDER BY calls DESC, who
LIMIT 100`,
        },
        {
            name: "who-changed-permissions",
            question:
                "Who changed a role, a policy, a key or a grant of Lake Formation? In the last 30 days.",
            parameters: [],
            sql: `SELECT eventtime, ${WHO} AS who, eventsource, eventname, requestparameters, errorcode
FROM cloudtrail
WHERE ${lastDays(30)}
  AND eventsource IN ('iam.amazonaws.com', 'kms.amazonaws.com', 'lakeformation.amazonaws.com')
  AND readonly = 'false'
  AND eventname NOT IN ('GenerateDataKey', 'Decrypt', 'Encrypt', 'GetDataAccess')
ORDER BY eventtime DESC
LIMIT 1000`,
        },
    ],
};
