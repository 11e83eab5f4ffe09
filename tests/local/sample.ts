/** A small environment with real data, as its files would describe it. */
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Configuration, Pipeline } from "../../infra/config/model";
import { tierDefaults } from "../../infra/config/tiers";

const ROOT = resolve(__dirname, "../..");
const DATA = join(ROOT, "node_modules/vega-datasets/data");

/** Hourly normals of Seattle: 8,759 readings, one report. */
export const STATIONS: Pipeline = {
    name: "stations",
    source: { kind: "iot", topic: "stations/+/reading" },
    columns: [
        { name: "station", type: "string", required: true },
        { name: "observed_at", type: "timestamp", required: true },
        { name: "temperature", type: "double", required: false },
        { name: "pressure", type: "double", required: false },
        { name: "wind", type: "double", required: false },
    ],
    partition: { name: "month", column: "observed_at", since: "2010-01-01" },
    onArrival: "queue",
    windowSeconds: 60,
    reports: [
        {
            name: "monthly",
            file: join(ROOT, "monthly.sql"),
            sql: "SELECT month(observed_at) AS month, avg(temperature) AS temperature, count(*) AS readings FROM stations GROUP BY 1",
            columns: [
                { name: "month", type: "bigint" },
                { name: "temperature", type: "double" },
                { name: "readings", type: "bigint" },
            ],
        },
    ],
    replay: {
        dataset: join(DATA, "seattle-weather-hourly-normals.csv"),
        datasetName: "vega-datasets/data/seattle-weather-hourly-normals.csv",
        topic: "'stations/seattle/reading'",
        message: {
            station: "'seattle'",
            observed_at: "strftime(date, '%Y-%m-%dT%H:%M:%SZ')",
            temperature: "temperature",
            pressure: "pressure",
            wind: "wind",
        },
    },
};

/** Flights of the first half of 2001, invoked directly on arrival. */
export const DEPARTURES: Pipeline = {
    name: "departures",
    source: { kind: "iot", topic: "flights/+/departed" },
    columns: [
        { name: "departed", type: "timestamp", required: true },
        { name: "origin", type: "string", required: true },
        { name: "destination", type: "string", required: true },
        { name: "distance", type: "int", required: false },
        { name: "delay", type: "int", required: false },
    ],
    partition: { name: "month", column: "departed", since: "2001-01-01" },
    onArrival: "direct",
    windowSeconds: 10,
    reports: [
        {
            name: "delays",
            file: join(ROOT, "delays.sql"),
            sql: "SELECT origin, avg(delay) AS delay, count(*) AS flights FROM departures GROUP BY 1",
            columns: [
                { name: "origin", type: "string" },
                { name: "delay", type: "double" },
                { name: "flights", type: "bigint" },
            ],
        },
    ],
    replay: {
        dataset: join(DATA, "flights-3m.parquet"),
        datasetName: "vega-datasets/data/flights-3m.parquet",
        topic: "'flights/' || origin || '/departed'",
        message: {
            departed: "strftime(date, '%Y-%m-%dT%H:%M:%SZ')",
            origin: "origin",
            destination: "destination",
            distance: "distance",
            delay: "delay",
        },
    },
};

/** One domain for each pipeline: `weather` for stations, `flights` for departures, else the pipeline's own name. */
export function sample(...pipelines: readonly Pipeline[]): Configuration {
    const domainOf: Readonly<Record<string, string>> = { stations: "weather", departures: "flights" };
    const domains = pipelines.map((pipeline) => {
        const name = domainOf[pipeline.name] ?? pipeline.name;
        return {
            name,
            owner: `${name}-team@example.com`,
            directory: join(ROOT, "domains", name),
            viewers: [],
            pipelines: [pipeline],
            dashboards: [],
        };
    });
    return {
        root: ROOT,
        domains,
        environment: {
            name: "dev",
            region: "eu-west-1",
            accountId: "123456789012",
            tier: "sandbox",
            domains: domains.map(({ name }) => name),
            settings: tierDefaults.sandbox,
            alarms: {},
            lakeAdministrators: [],
            quicksight: { identityRegion: "eu-west-1", namespace: "default" },
        },
    };
}

/** A folder for one test's run, removed when the test is over. */
export function temporaryRun(): { readonly directory: string; remove(): void } {
    const directory = mkdtempSync("/tmp/tributary-run-");
    return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
