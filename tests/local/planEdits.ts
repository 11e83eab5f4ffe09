/** Ways to break a plan, as a careless change of the program would. */
import type { Plan, PlanResource, PlanValue } from "../../cli/preview/plan";

export type PlanEdit = (plan: Plan) => Plan;

type Inputs = { [key: string]: PlanValue };

/** One resource's inputs changed; the outputs follow where they repeat an input. */
export function change(type: string, name: string, edit: (inputs: Inputs) => void): PlanEdit {
    return (plan) => {
        let found = false;
        const resources = plan.resources.map((resource): PlanResource => {
            if (resource.type !== type || resource.name !== name) {
                return resource;
            }
            found = true;
            const inputs = structuredClone(resource.inputs) as Inputs;
            edit(inputs);
            return { ...resource, inputs, outputs: { ...resource.outputs, ...inputs } };
        });
        return known(found, `${type} ${name}`, { ...plan, resources });
    };
}

/** The plan without one resource. */
export function without(type: string, name: string): PlanEdit {
    return (plan) => {
        const resources = plan.resources.filter(
            (resource) => resource.type !== type || resource.name !== name,
        );
        return known(resources.length < plan.resources.length, `${type} ${name}`, { ...plan, resources });
    };
}

/** A policy document without the statement that has this Sid. */
export function withoutStatement(type: string, name: string, sid: string, property = "policy"): PlanEdit {
    return change(type, name, (inputs) => {
        const document = JSON.parse(String(inputs[property])) as { Statement: { Sid: string }[] };
        const kept = document.Statement.filter((statement) => statement.Sid !== sid);
        if (kept.length === document.Statement.length) {
            throw new Error(`${type} ${name} has no statement ${sid}`);
        }
        inputs[property] = JSON.stringify({ ...document, Statement: kept });
    });
}

/** An edit that finds nothing would make its test pass for no reason. */
function known(found: boolean, what: string, plan: Plan): Plan {
    if (!found) {
        throw new Error(`the plan has no ${what}`);
    }
    return plan;
}
