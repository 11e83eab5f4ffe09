import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { REFRESH_INTERVALS, type RefreshSchedule } from "../aws/quicksight";

/** Reads a data set into SPICE, QuickSight's memory, at the times that the schedule says. */
export function refreshSchedule(
    name: string,
    dataSet: aws.quicksight.DataSet,
    schedule: RefreshSchedule,
    account: AwsAccount,
    opts: pulumi.CustomResourceOptions,
): aws.quicksight.RefreshSchedule {
    const { interval, at, timeZone, weekday, dayOfMonth } = schedule;
    const day = {
        ...(weekday === undefined ? {} : { dayOfWeek: weekday.toUpperCase() }),
        ...(dayOfMonth === undefined ? {} : { dayOfMonth }),
    };
    return new aws.quicksight.RefreshSchedule(
        name,
        {
            awsAccountId: account.id,
            dataSetId: dataSet.dataSetId,
            scheduleId: interval,
            schedule: {
                refreshType: "FULL_REFRESH",
                scheduleFrequency: {
                    interval: REFRESH_INTERVALS[interval],
                    timezone: timeZone,
                    ...(at === undefined ? {} : { timeOfTheDay: at }),
                    ...(Object.keys(day).length === 0 ? {} : { refreshOnDay: day }),
                },
            },
        },
        opts,
    );
}
