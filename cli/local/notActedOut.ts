import type { Plan } from "../preview/plan";

/** Types that hold no data of their own to wait for, and whose engine the local run does not have. */
const ENGINES: Readonly<Record<string, string>> = {
    "aws:glue/crawler:Crawler": "crawlers of Glue",
    "aws:glue/job:Job": "jobs of Glue",
    "aws:kinesisanalyticsv2/application:Application": "the applications on Flink",
    "tributary:index:HadoopCluster": "steps on Hadoop",
    "tributary:index:SearchIndex": "search indices",
    "tributary:index:WarehouseDomain": "tables and reports of the warehouse",
};

/** One line about what the plan has and a run leaves alone; nothing where it acts out everything. */
export function notActedOut(plan: Plan): string | undefined {
    const parts = Object.entries(ENGINES).flatMap(([type, what]) => {
        const names = plan.resources.filter((resource) => resource.type === type).map(({ name }) => name);
        return names.length === 0 ? [] : [`${what} (${names.sort().join(", ")})`];
    });
    return parts.length === 0
        ? undefined
        : `Not acted out here: ${parts.join(", ")}. What they read is delivered all the same; their outputs stay empty.`;
}
