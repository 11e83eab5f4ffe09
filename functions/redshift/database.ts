import { setTimeout as sleep } from "node:timers/promises";
import type { DescribeStatementCommandOutput, Field } from "@aws-sdk/client-redshift-data";
import { describeStatement, startStatement, startTransaction, statementRows } from "../clients";

/** The database, and as whom to speak to it. */
export interface Target {
    /** Of a provisioned cluster. */
    readonly clusterIdentifier?: string;
    /** Of a serverless warehouse. */
    readonly workgroupName?: string;
    readonly database: string;
    /** A secret with name and password; without it, the caller's IAM role is the database user. */
    readonly secretArn?: string;
}

/** Redshift could not do a statement. What it says is the message. */
export class StatementFailed extends Error {}

/** Time, so that tests need not wait. */
export interface Clock {
    /** Epoch milliseconds. */
    now(): number;
    sleep(milliseconds: number): Promise<unknown>;
}

export const SYSTEM_CLOCK: Clock = { now: Date.now, sleep };

/** Redshift Data API, BatchExecuteStatement: most statements of one call. */
export const MOST_STATEMENTS = 40;

/** First and longest time between two looks at a statement, in milliseconds. */
const FIRST_LOOK = 100;
const LONGEST_LOOK = 2_000;

/** A Redshift database through the Data API: no connection, no driver, no network of its own. */
export class Database {
    /** @param deadline Epoch milliseconds at which waiting for a statement ends. */
    constructor(
        private readonly target: Target,
        private readonly deadline: () => number,
        private readonly clock: Clock = SYSTEM_CLOCK,
    ) {}

    /**
     * Runs statements in one transaction: all of them happen, or none. At most {@link MOST_STATEMENTS}.
     *
     * @throws StatementFailed with what Redshift says.
     */
    async transaction(statements: readonly string[]): Promise<void> {
        const [first] = statements;
        if (first === undefined) {
            return;
        }
        // The API takes two statements or more for a batch; one alone is a transaction anyway.
        const id =
            statements.length === 1
                ? await startStatement({ ...this.connection(), Sql: first })
                : await startTransaction({ ...this.connection(), Sqls: [...statements] });
        await this.finished(id);
    }

    /**
     * Rows of a query, as texts. `parameters` stand for `:name` in it.
     *
     * @throws StatementFailed with what Redshift says.
     */
    async rows(
        sql: string,
        parameters: Readonly<Record<string, string>> = {},
    ): Promise<(string | undefined)[][]> {
        const given = Object.entries(parameters).map(([name, value]) => ({ name, value }));
        const id = await startStatement({
            ...this.connection(),
            Sql: sql,
            ...(given.length === 0 ? {} : { Parameters: given }),
        });
        await this.finished(id);
        return (await statementRows(id)).map((row) => row.map(textOf));
    }

    private connection() {
        const { clusterIdentifier, workgroupName, database, secretArn } = this.target;
        return {
            Database: database,
            ...(clusterIdentifier === undefined ? {} : { ClusterIdentifier: clusterIdentifier }),
            ...(workgroupName === undefined ? {} : { WorkgroupName: workgroupName }),
            ...(secretArn === undefined ? {} : { SecretArn: secretArn }),
        };
    }

    private async finished(id: string): Promise<void> {
        let wait = FIRST_LOOK;
        for (;;) {
            const statement = await describeStatement(id);
            if (statement.Status === "FINISHED") {
                return;
            }
            if (statement.Status === "FAILED" || statement.Status === "ABORTED") {
                throw new StatementFailed(reasonOf(statement));
            }
            if (this.clock.now() + wait > this.deadline()) {
                throw new Error(`statement ${id}: still ${statement.Status}; it goes on without us`);
            }
            await this.clock.sleep(wait);
            wait = Math.min(2 * wait, LONGEST_LOOK);
        }
    }
}

/** Of a batch, the statement that failed says more than the batch. */
function reasonOf({
    Error: error,
    Status: status,
    SubStatements: parts = [],
}: DescribeStatementCommandOutput): string {
    return parts.find((part) => part.Status === "FAILED")?.Error ?? error ?? `statement ${status}`;
}

function textOf(field: Field): string | undefined {
    const value = field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue;
    return value === undefined ? undefined : String(value);
}
