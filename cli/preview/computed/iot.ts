/** AWS IoT Core. Source: AWS docs, "Service Authorization Reference", "Resource types defined by AWS IoT". */

import type { Compute, Computed, Subject } from "./subject";

function named(kind: string): Compute {
    return (subject) => {
        const name = subject.autoname("name", { limit: 128 });
        return { id: name, outputs: { name, arn: subject.arn("iot", `${kind}/${name}`) } };
    };
}

function certificate(subject: Subject): Computed {
    const id = subject.hex(64);
    return { id, outputs: { arn: subject.arn("iot", `cert/${id}`) } };
}

export const iot: Readonly<Record<string, Compute>> = {
    "aws:iot/topicRule:TopicRule": named("rule"),
    "aws:iot/thing:Thing": named("thing"),
    "aws:iot/thingType:ThingType": named("thingtype"),
    "aws:iot/thingGroup:ThingGroup": named("thinggroup"),
    "aws:iot/policy:Policy": named("policy"),
    "aws:iot/certificate:Certificate": certificate,
};
