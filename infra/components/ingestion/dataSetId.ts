import { nameFor } from "../../aws/names";

/**
 * Id of the QuickSight data set over a report's results.
 *
 * @param pipeline the pipeline's logical name, `<domain>-<table>`.
 */
export function reportDataSetId(environment: string, pipeline: string, report: string): string {
    return nameFor("quicksightId", environment, pipeline, report);
}
