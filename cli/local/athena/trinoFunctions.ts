/** What a local run's queries may call: the table that reports are checked against, too. */
export {
    ATHENA_FUNCTIONS,
    ATHENA_TABLE_FUNCTIONS,
    athenaDialect as trinoDialect,
    substituteFor,
} from "../../../infra/aws/athenaFunctions";
