import { number, record, text } from "../resources";
import type { ResourceIndex } from "../runtime";
import type { Workgroup } from "./queryExecution";

/**
 * The workgroups of a plan by name. Defaults are those of the provider: enabled, and enforcing their configuration.
 * Source: Athena API, "WorkGroupConfiguration".
 */
export function readWorkgroups(index: ResourceIndex): Map<string, Workgroup> {
    const workgroups = new Map<string, Workgroup>();
    for (const resource of index.ofType("aws:athena/workgroup:Workgroup")) {
        const configuration = record(resource.inputs.configuration);
        const results = record(configuration?.resultConfiguration);
        const encryption = record(results?.encryptionConfiguration);
        const name = text(resource.outputs.name) ?? resource.name;
        workgroups.set(name, {
            resource,
            name,
            arn: text(resource.outputs.arn) ?? "",
            enabled: text(resource.inputs.state) !== "DISABLED",
            enforced: configuration?.enforceWorkgroupConfiguration !== false,
            scanCutoff: number(configuration?.bytesScannedCutoffPerQuery),
            outputLocation: text(results?.outputLocation),
            keyArn: text(encryption?.kmsKeyArn),
        });
    }
    return workgroups;
}
