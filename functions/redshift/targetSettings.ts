import type { Target } from "./database";
import { object, optionalText, text } from "./settings";

/** The database that a settings file names. @throws Error naming the wrong setting. */
export function checkTarget(settings: unknown, where: string): Target {
    const target = object(settings, "target", where);
    const at = `${where}.target`;
    const clusterIdentifier = optionalText(target, "clusterIdentifier", at);
    const workgroupName = optionalText(target, "workgroupName", at);
    const secretArn = optionalText(target, "secretArn", at);
    if ((clusterIdentifier === undefined) === (workgroupName === undefined)) {
        throw new Error(`${at}: exactly one of clusterIdentifier and workgroupName is expected`);
    }
    return {
        database: text(target, "database", at),
        ...(clusterIdentifier === undefined ? {} : { clusterIdentifier }),
        ...(workgroupName === undefined ? {} : { workgroupName }),
        ...(secretArn === undefined ? {} : { secretArn }),
    };
}
