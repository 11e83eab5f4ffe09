/** Who reads and writes what as far as the settings of resources tell. */

import type { PlanIndex } from "../../local/authorization/planIndex";
import type { Access } from "./access";
import { compute } from "./settings/compute";
import { events } from "./settings/events";
import { logs } from "./settings/logs";
import { pipelines } from "./settings/pipelines";

const SETTINGS = [events, logs, pipelines, compute];

/** What the settings of every resource in the plan make happen. */
export function* serviceAccess(index: PlanIndex): Iterable<Access> {
    for (const by of index.plan.resources) {
        for (const requests of SETTINGS.flatMap((settings) => settings[by.type] ?? [])) {
            for (const request of requests(by, index)) {
                yield "given" in request
                    ? { by, request: request.given, callIsGiven: true }
                    : { by, request };
            }
        }
    }
}
