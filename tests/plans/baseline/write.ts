/** `npm run baselines [-- <environment>…]`: writes what the plans are now, and says what is different. */
import { ENVIRONMENTS, planOfEnvironment } from "../environments";
import { baselineOf, readBaseline, writeBaseline } from "./baseline";
import { changes } from "./changes";

async function main(names: readonly string[]): Promise<void> {
    const unknown = names.filter((name) => !ENVIRONMENTS.includes(name));
    if (unknown.length > 0) {
        throw new Error(`${unknown.join(", ")}: no such environment; there are ${ENVIRONMENTS.join(", ")}`);
    }
    for (const environment of names.length === 0 ? ENVIRONMENTS : names) {
        const baseline = baselineOf(await planOfEnvironment(environment));
        const before = readBaseline(environment);
        const lines = before === undefined ? ["it is new"] : changes(before, baseline);
        const text =
            lines.length === 0
                ? " nothing has changed"
                : lines.map((line) => `\n${line.replace(/^/gm, "  ")}`).join("");
        process.stdout.write(`${environment}:${text}\n`);
        writeBaseline(environment, baseline);
    }
}

main(process.argv.slice(2)).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
});
