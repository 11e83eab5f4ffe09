import { copyFileSync, cpSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { PlanResource, PlanValue } from "../../preview/plan";
import { record, text } from "../resources";

/** Pulumi's marks of assets and archives in a plan. Source: Pulumi, `sdk/go/common/resource/sig`. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A function's code that cannot be laid out. */
export class DeploymentPackageError extends Error {
    override readonly name = "DeploymentPackageError";
}

/**
 * Lays a function's `code` into a folder, as Lambda unpacks it.
 * @throws {DeploymentPackageError} when the plan's code is no asset archive or a file of it is missing
 */
export function unpackCode(resource: PlanResource, folder: string): void {
    mkdirSync(folder, { recursive: true });
    if (resource.inputs.code === undefined) {
        throw new DeploymentPackageError(
            `${resource.name}: the function's code is ${shown(resource.inputs)}; a local run needs \`code\` as an archive`,
        );
    }
    unpackArchive(resource.name, resource.inputs.code, folder);
}

function unpackArchive(name: string, archive: PlanValue, folder: string): void {
    const found = record(archive);
    if (found?.[SIGNATURE] !== ARCHIVE) {
        throw new DeploymentPackageError(
            `${name}: the function's code is not an archive; give it an AssetArchive`,
        );
    }
    const directory = localPath(found);
    if (directory !== undefined) {
        if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
            throw new DeploymentPackageError(
                `${name}: the function's code lies in ${directory}, which is not a folder; use a folder or single assets`,
            );
        }
        cpSync(directory, folder, { recursive: true });
        return;
    }
    for (const [path, asset] of Object.entries(record(found.assets) ?? {})) {
        const target = join(folder, path);
        if (relative(folder, target).startsWith("..") || isAbsolute(relative(folder, target))) {
            throw new DeploymentPackageError(
                `${name}: the archive's path "${path}" leaves the function's folder`,
            );
        }
        mkdirSync(dirname(target), { recursive: true });
        if (record(asset)?.[SIGNATURE] === ASSET) {
            writeAsset(name, asset, target);
        } else {
            unpackArchive(name, asset, target);
        }
    }
}

function writeAsset(name: string, asset: PlanValue, target: string): void {
    const found = record(asset)!;
    const source = localPath(found);
    if (source === undefined) {
        writeFileSync(target, text(found.text) ?? "");
        return;
    }
    try {
        copyFileSync(source, target);
    } catch (error) {
        throw new DeploymentPackageError(
            `${name}: the asset ${source} cannot be read (${(error as Error).message}); preview again to build it`,
        );
    }
}

function localPath(asset: { readonly [key: string]: PlanValue }): string | undefined {
    const uri = text(asset.uri);
    return text(asset.path) || (uri?.startsWith("file://") ? fileURLToPath(uri) : undefined);
}

function shown(inputs: PlanResource["inputs"]): string {
    return inputs.imageUri === undefined ? (inputs.s3Bucket === undefined ? "missing" : "in S3") : "an image";
}
