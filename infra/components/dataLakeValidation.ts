import { type PropertyProblem, refuseProperties } from "../aws/propertiesError";
import type { DataLakeArgs } from "./dataLake";

/** S3 User Guide, "Transitioning objects": Standard-IA takes objects from their 30th day on. */
const FIRST_TRANSITION_DAY = 30;

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateDataLake(name: string, args: DataLakeArgs): void {
    const errors: PropertyProblem[] = [];
    const atLeast = (
        propertyPath: keyof DataLakeArgs,
        value: number | undefined,
        least: number,
        why: string,
    ) => {
        if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
            errors.push({
                propertyPath,
                reason: `${value} is not allowed; give a whole number of days, ${least} or more (${why})`,
            });
        }
    };
    atLeast("rawExpirationDays", args.rawExpirationDays, 1, "S3 expires objects by the day");
    atLeast("resultsExpirationDays", args.resultsExpirationDays, 1, "S3 expires objects by the day");
    atLeast("noncurrentVersionDays", args.noncurrentVersionDays, 1, "S3 expires versions by the day");
    atLeast(
        "curatedTransitionDays",
        args.curatedTransitionDays,
        FIRST_TRANSITION_DAY,
        "Standard-Infrequent Access takes no younger objects",
    );
    refuseProperties(`DataLake "${name}"`, errors);
}
