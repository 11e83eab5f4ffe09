import type { kms } from "@pulumi/aws";
import { example } from "../example";
import { KEY } from "../resourceTypes";
import { ALWAYS, resourceRule, securityHub } from "../rule";
import { given, isTrue } from "../unknown";

export const keyRotated = resourceRule<kms.KeyArgs>({
    id: "kms/key-rotated",
    title: "Keys are rotated every year",
    reason: "Rotation limits what one leaked key opens, and costs nothing: old data stays readable.",
    severity: "medium",
    controls: [securityHub("KMS.4")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "every key that a component makes is rotated.",
        pulumi: "set enableKeyRotation: true on aws.kms.Key.",
    },
    types: [KEY],
    *check(props) {
        // KMS Developer Guide, "Rotate AWS KMS keys": asymmetric, HMAC and foreign key material cannot be rotated.
        const rotatable =
            ["SYMMETRIC_DEFAULT", undefined].includes(props.customerMasterKeySpec) &&
            ["ENCRYPT_DECRYPT", undefined].includes(props.keyUsage) &&
            !given(props, "customKeyStoreId");
        if (rotatable && !isTrue(props.enableKeyRotation)) {
            yield `enableKeyRotation is ${props.enableKeyRotation ?? "not set"}; it must be true`;
        }
    },
    examples: {
        pass: [
            example("it is rotated", KEY, { enableKeyRotation: true }),
            example("it signs, and such keys cannot be rotated", KEY, {
                customerMasterKeySpec: "RSA_4096",
                keyUsage: "SIGN_VERIFY",
            }),
        ],
        fail: [
            example("nothing is said of rotation", KEY, {}),
            example("rotation is off", KEY, { enableKeyRotation: false }),
        ],
    },
});
