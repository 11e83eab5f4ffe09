/** Answers to the SDK: objects with the few getters that it calls, because nothing is sent anywhere. */

import { UNKNOWN } from "./plan";
import type { PlanObject } from "./values";

/** A gRPC error, as far as the SDK reads it. */
export interface Refusal {
    readonly code: number;
    readonly message: string;
    readonly details: string;
}

/** A gRPC unary callback, as the generated clients have it. */
export type Reply = (error: Refusal | null, response?: object) => void;

/** gRPC's code for a request that cannot be right. */
const INVALID_ARGUMENT = 3;

/** No, and why. */
export function refusal(message: string): Refusal {
    return { code: INVALID_ARGUMENT, message, details: message };
}

/** What a registration yields; an id that is not known is empty. */
export function registered(urn: string, id: string | undefined, outputs: PlanObject): object {
    return {
        getUrn: () => urn,
        getId: () => (id === undefined || id === UNKNOWN ? "" : id),
        getObject: () => structure(outputs),
        getPropertydependenciesMap: () => undefined,
        getResult: () => 0,
        getUnknown: () => false,
    };
}

/** What reading a resource yields. */
export function found(urn: string, outputs: PlanObject): object {
    return { getUrn: () => urn, getProperties: () => structure(outputs), getUnknown: () => false };
}

/** What calling a provider's function yields. */
export function returned(result: PlanObject): object {
    return { getFailuresList: () => [], getReturn: () => structure(result), getUnknown: () => false };
}

/** A resource that the program knows by its URN only: here the SDK does look into the protobuf message. */
export function state(urn: string, id: string | undefined, outputs: PlanObject): object {
    const { Struct } = require("google-protobuf/google/protobuf/struct_pb") as {
        Struct: { fromJavaScript(value: PlanObject): object };
    };
    const message = Struct.fromJavaScript({ urn, id: id ?? "", state: outputs });
    return { getFailuresList: () => [], getReturn: () => message };
}

/** Stands for a protobuf `Struct` whose reader wants plain values only. */
function structure(value: PlanObject): { toJavaScript(): PlanObject } {
    return { toJavaScript: () => value };
}
