import type { kms } from "@pulumi/aws";
import { example } from "../example";
import { KEY } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";

/** KMS API, ScheduleKeyDeletion. */
const DEFAULT_DAYS = 30;

export const keyDeletionWindow = resourceRule<kms.KeyArgs>({
    id: "kms/key-deletion-window",
    title: "The deletion of a key can be taken back for long enough",
    reason: "With the key everything goes that it encrypts. The window is the time to notice.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "keys of components wait 30 days wherever data is protected.",
        pulumi: "remove deletionWindowInDays from aws.kms.Key (30 is the default), or raise it.",
    },
    parameters: {
        minimumDays: {
            description: "Days in which the deletion of a key can be taken back",
            minimum: 7,
            maximum: 30,
            default: { sandbox: 7, production: 30 },
        },
    },
    types: [KEY],
    *check({ deletionWindowInDays = DEFAULT_DAYS }, { parameters: { minimumDays = DEFAULT_DAYS } }) {
        if (Number(deletionWindowInDays) < minimumDays) {
            yield `deletionWindowInDays is ${deletionWindowInDays}; at least ${minimumDays} are needed`;
        }
    },
    examples: {
        pass: [
            example("nothing is said, and 30 days are the default", KEY, {}),
            example("it is 30 days", KEY, { deletionWindowInDays: 30 }),
        ],
        fail: [example("it is less than KMS itself allows", KEY, { deletionWindowInDays: 3 })],
    },
});
