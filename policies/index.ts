/** The pack for Pulumi's engine, `pulumi up --policy-pack policies/dist`; built by `npm run build:policies`. */

import { PolicyPack } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";
import { pulumiPolicies } from "./pack";
import { tierOf } from "./tier";

new PolicyPack("tributary", {
    displayName: "Tributary",
    description: "Encryption, privacy, least privilege, and data that is not lost, for analytics on AWS",
    provider: "aws",
    policies: pulumiPolicies({
        tier: tierOf(new Config("tributary").get("tier")),
        // The engine says "false" while it changes resources; `pulumi policy analyze` says nothing.
        updating: process.env.PULUMI_NODEJS_DRY_RUN === "false",
    }),
});
