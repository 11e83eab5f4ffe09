/** AWS CloudTrail. Source: AWS docs, "Actions, resources, and condition keys for AWS CloudTrail". */

import type { Compute } from "./subject";

export const cloudtrail: Readonly<Record<string, Compute>> = {
    "aws:cloudtrail/trail:Trail": (subject) => {
        const name = subject.autoname("name", { limit: 128 });
        const arn = subject.arn("cloudtrail", `trail/${name}`);
        return { id: arn, outputs: { name, arn, homeRegion: subject.region } };
    },
};
