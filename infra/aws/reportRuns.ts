/**
 * What tells one run of a report from another in the report's table: the partition, and a column that the report function
 * adds. The functions that write results spell them the same way.
 */
export const RUN_DAY = "run_day";
export const RUN_WINDOW = "run_window";
