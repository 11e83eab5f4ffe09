import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../redshift/database";
import { identifier, literal } from "../redshift/sql";
import type { SchemaRequest } from "./request";
import { PRESENT_USER } from "./statements";

/** Where the user's name and password are kept. */
export interface SecretStore {
    /** Whether the secret has a value. */
    isFilled(secretArn: string): Promise<boolean>;
    put(secretArn: string, value: string): Promise<void>;
}

/**
 * Makes the user that Firehose signs in as. Its password is invented here and lies in its secret alone: the database is
 * given a hash of it, so that no log of statements holds it.
 *
 * A password is made anew where the secret has none, e.g. after the warehouse was restored from a snapshot.
 */
export async function provideFirehoseUser(
    database: Database,
    { schema, firehose }: SchemaRequest,
    secrets: SecretStore,
): Promise<void> {
    if (firehose === undefined) {
        return;
    }
    const { user, secretArn } = firehose;
    const present = (await database.rows(PRESENT_USER, { name: user })).length > 0;
    if (!present || !(await secrets.isFilled(secretArn))) {
        const password = newPassword();
        const hash = literal(passwordHash(user, password));
        await database.transaction([
            `${present ? "ALTER" : "CREATE"} USER ${identifier(user)} PASSWORD ${hash}`,
        ]);
        await secrets.put(secretArn, JSON.stringify({ username: user, password }));
    }
    await database.transaction([
        `GRANT USAGE ON SCHEMA ${identifier(schema)} TO ${identifier(user)}`,
        `GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA ${identifier(schema)} TO ${identifier(user)}`,
    ]);
}

/** Redshift wants a capital, a small letter and a digit (Database Developer Guide, "CREATE USER"). */
export function newPassword(): string {
    return `Aa1${randomBytes(30).toString("base64url")}`;
}

/** As Redshift itself keeps passwords: `md5`, and the digest of password and name. */
export function passwordHash(user: string, password: string): string {
    return `md5${createHash("md5").update(`${password}${user}`).digest("hex")}`;
}
