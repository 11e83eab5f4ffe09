/** A query that Athena would fail, in the words of its engine: `SYNTAX_ERROR: …`, `HIVE_BAD_DATA: …`. */
export class QueryFailure extends Error {
    constructor(
        message: string,
        /** The query is stopped from outside, as by its workgroup's limit, instead of failing itself. */
        readonly cancels = false,
    ) {
        super(message);
    }
}

/** A call that Athena would refuse. Source: Athena API, "Common errors" and the errors of each action. */
export class AthenaError extends Error {
    constructor(
        /** E.g. `InvalidRequestException`. */
        readonly code: string,
        message: string,
        /** Athena's own finer code, e.g. `INVALID_INPUT`. */
        readonly athenaErrorCode?: string,
    ) {
        super(message);
    }
}

/** Athena's answer to a request that makes no sense. */
export function invalidRequest(message: string, athenaErrorCode = "INVALID_INPUT"): AthenaError {
    return new AthenaError("InvalidRequestException", message, athenaErrorCode);
}
