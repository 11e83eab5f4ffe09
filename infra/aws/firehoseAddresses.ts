/**
 * Public addresses from which Amazon Data Firehose connects to Redshift, one block a region.
 * Source: Firehose Developer Guide, "VPC access to an Amazon Redshift provisioned cluster or Amazon Redshift
 * Serverless workgroup": it reaches warehouses over public addresses only, and never from inside of a VPC.
 */
export const FIREHOSE_ADDRESSES: Readonly<Record<string, string>> = {
    "us-east-1": "52.70.63.192/27",
    "us-east-2": "13.58.135.96/27",
    "us-west-1": "13.57.135.192/27",
    "us-west-2": "52.89.255.224/27",
    "ca-central-1": "35.183.92.128/27",
    "sa-east-1": "18.228.1.128/27",
    "eu-central-1": "35.158.127.160/27",
    "eu-west-1": "52.19.239.192/27",
    "eu-west-2": "18.130.1.96/27",
    "eu-west-3": "35.180.1.96/27",
    "eu-north-1": "13.53.63.224/27",
    "ap-northeast-1": "13.113.196.224/27",
    "ap-northeast-2": "13.209.1.64/27",
    "ap-south-1": "13.232.67.32/27",
    "ap-southeast-1": "13.228.64.192/27",
    "ap-southeast-2": "13.210.67.224/27",
};
