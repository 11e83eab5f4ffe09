/** Transforms that the program has registered, called as the engine calls them: over the SDK's callback server. */

import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import type { RegisterResourceRequest, TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";

/**
 * Runs a registration through transforms, in order, and writes what they return into the request. The libraries that
 * this takes are loaded here, because few programs have transforms.
 */
export async function applyTransforms(
    request: RegisterResourceRequest,
    transforms: readonly Callback[],
): Promise<void> {
    for (const transform of transforms) {
        await applyTransform(request, transform);
    }
}

async function applyTransform(request: RegisterResourceRequest, transform: Callback): Promise<void> {
    const { TransformRequest, TransformResponse } = await import("@pulumi/pulumi/proto/resource_pb.js");
    const message = new TransformRequest()
        .setType(request.getType())
        .setName(request.getName())
        .setCustom(request.getCustom())
        .setParent(request.getParent())
        .setProperties(request.getObject())
        .setOptions(await optionsOf(request));
    const response = TransformResponse.deserializeBinary(await invoke(transform, message.serializeBinary()));
    request.setObject(response.getProperties());
    const options = response.getOptions();
    if (options !== undefined) {
        writeOptions(request, options);
    }
}

/** Calls a callback of the program; gRPC on the loopback interface, as the engine does. */
async function invoke(callback: Callback, message: Uint8Array): Promise<Uint8Array> {
    const grpc = await import("@grpc/grpc-js");
    const { CallbacksClient } = await import("@pulumi/pulumi/proto/callback_grpc_pb.js");
    const { CallbackInvokeRequest } = await import("@pulumi/pulumi/proto/callback_pb.js");
    const client = new CallbacksClient(callback.getTarget(), grpc.credentials.createInsecure());
    try {
        return await new Promise<Uint8Array>((resolve, reject) => {
            const request = new CallbackInvokeRequest().setToken(callback.getToken()).setRequest(message);
            client.invoke(request, (error, response) =>
                error ? reject(new Error(error.details)) : resolve(response.getResponse_asU8()),
            );
        });
    } finally {
        client.close();
    }
}

async function optionsOf(request: RegisterResourceRequest): Promise<TransformResourceOptions> {
    const proto = await import("@pulumi/pulumi/proto/resource_pb.js");
    const options = new proto.TransformResourceOptions()
        .setDependsOnList(request.getDependenciesList())
        .setIgnoreChangesList(request.getIgnorechangesList())
        .setReplaceOnChangesList(request.getReplaceonchangesList())
        .setVersion(request.getVersion())
        .setAliasesList(request.getAliasesList())
        .setProvider(request.getProvider())
        .setCustomTimeouts(request.getCustomtimeouts())
        .setPluginDownloadUrl(request.getPlugindownloadurl())
        .setDeletedWith(request.getDeletedwith())
        .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
        .setHooks(request.getHooks())
        .setImport(request.getImportid())
        .setReplaceWithList(request.getReplaceWithList())
        .setReplacementTrigger(request.getReplacementTrigger());
    if (request.hasProtect()) {
        options.setProtect(request.getProtect() ?? false);
    }
    if (request.hasRetainondelete()) {
        options.setRetainOnDelete(request.getRetainondelete() ?? false);
    }
    if (request.getDeletebeforereplacedefined()) {
        options.setDeleteBeforeReplace(request.getDeletebeforereplace());
    }
    for (const [name, reference] of request.getProvidersMap().entries()) {
        options.getProvidersMap().set(name, reference);
    }
    return options;
}

function writeOptions(request: RegisterResourceRequest, options: TransformResourceOptions): void {
    request
        .setDependenciesList(options.getDependsOnList())
        .setIgnorechangesList(options.getIgnoreChangesList())
        .setReplaceonchangesList(options.getReplaceOnChangesList())
        .setAliasesList(options.getAliasesList())
        .setProvider(options.getProvider())
        .setCustomtimeouts(options.getCustomTimeouts())
        .setDeletedwith(options.getDeletedWith())
        .setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList())
        .setHooks(options.getHooks())
        .setImportid(options.getImport())
        .setReplaceWithList(options.getReplaceWithList())
        .setReplacementTrigger(options.getReplacementTrigger());
    if (options.getVersion() !== "") {
        request.setVersion(options.getVersion());
    }
    if (options.hasProtect()) {
        request.setProtect(options.getProtect() ?? false);
    }
    if (options.hasRetainOnDelete()) {
        request.setRetainondelete(options.getRetainOnDelete() ?? false);
    }
    request.setDeletebeforereplacedefined(options.hasDeleteBeforeReplace());
    request.setDeletebeforereplace(options.getDeleteBeforeReplace() ?? false);
}
