import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * Names of as many zones as are wanted: those given, or the region's first ones that need no opting in (local and
 * wavelength zones do, and offer few services).
 */
export function chooseZones(
    count: number,
    given: readonly string[] | undefined,
    opts: pulumi.InvokeOutputOptions,
): pulumi.Output<string>[] {
    if (given) {
        return given.map((zone) => pulumi.output(zone));
    }
    const { names } = aws.getAvailabilityZonesOutput(
        { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
        opts,
    );
    return Array.from({ length: count }, (_, index) =>
        names.apply((all) => {
            const zone = all[index];
            if (zone === undefined) {
                throw new Error(
                    `availabilityZones: ${count} are wanted, and the region has ${all.length}; ask for ${all.length}`,
                );
            }
            return zone;
        }),
    );
}
