import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import type { LakeGovernanceArgs } from "../lakeGovernance";

const PRINCIPAL = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateLakeGovernance(name: string, { readers, filters }: LakeGovernanceArgs): void {
    const names = filters.map((filter) => filter.name);
    const problems: PropertyProblem[] = readers.flatMap((reader, index) => {
        const at = `readers[${index}]`;
        const ways = [reader.tables, reader.filter, reader.tags].filter((way) => way !== undefined).length;
        return [
            ...(ways === 1
                ? []
                : [
                      {
                          propertyPath: at,
                          reason: `${ways} of tables, filter and tags were given; give exactly one`,
                      },
                  ]),
            ...reader.roles
                .filter((role) => !PRINCIPAL.test(role))
                .map((role) => ({
                    propertyPath: `${at}.roles`,
                    reason: `"${role}" is not the ARN of an IAM role or user; give one like arn:aws:iam::123456789012:role/analysts`,
                })),
            ...(reader.filter === undefined || names.includes(reader.filter)
                ? []
                : [
                      {
                          propertyPath: `${at}.filter`,
                          reason: `"${reader.filter}" is not one of filters; allowed: ${names.join(", ") || "none"}`,
                      },
                  ]),
        ];
    });
    for (const [index, { columns, rows, without }] of filters.entries()) {
        const propertyPath = `filters[${index}]`;
        if (columns !== undefined && without !== undefined) {
            problems.push({ propertyPath, reason: "has both columns and without; give one of them" });
        }
        if (columns === undefined && without === undefined && rows === undefined) {
            problems.push({ propertyPath, reason: "leaves everything; give rows, columns or without" });
        }
    }
    refuseProperties(`LakeGovernance "${name}"`, problems);
}
