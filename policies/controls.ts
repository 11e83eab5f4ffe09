import type { Control } from "./rule";

/** The page of a Security Hub control in the AWS documentation, e.g. that of `Kinesis.1`. */
export function controlUrl({ id }: Control): string {
    const service = id.slice(0, id.indexOf(".")).toLowerCase();
    const anchor = id.toLowerCase().replace(".", "-");
    return `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html#${anchor}`;
}
