import type { DashboardVersionDefinition } from "@aws-sdk/client-quicksight";

/** A data set as a definition may use it. */
export interface UsableDataSet {
    /** Names of its columns. */
    readonly columns: readonly string[];
}

/** One thing that QuickSight would refuse, or show as a broken visual. */
export interface DefinitionProblem {
    /** Where, e.g. `["Sheets", 0, "Visuals", 2, "LineChartVisual"]`. */
    readonly path: readonly (string | number)[];
    /** What was found; what is allowed; what to do. */
    readonly message: string;
    /** The word that was found and those that are allowed, for whoever wants to guess what was meant. */
    readonly found?: { readonly word: string; readonly allowed: readonly string[] };
}

/**
 * What is wrong in the definition of a dashboard or an analysis, without asking AWS: visuals on data sets and columns
 * that do not exist, ids that stand twice, layout elements, filters and parameters that name what is not there.
 *
 * @param dataSets Identifier, as the definition's `Column`s name it → the data set.
 */
export function definitionProblems(
    definition: Partial<DashboardVersionDefinition>,
    dataSets: Readonly<Record<string, UsableDataSet>>,
): readonly DefinitionProblem[] {
    return [
        ...columnProblems(definition, dataSets),
        ...sheetProblems(definition),
        ...filterProblems(definition),
        ...parameterProblems(definition),
    ];
}

type Step = string | number;
type Json = Readonly<Record<string, unknown>>;

/** Every object of a tree, with the way to it. */
function* objectsOf(value: unknown, path: readonly Step[] = []): Generator<{ at: Json; path: Step[] }> {
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* objectsOf(item, [...path, index]);
        }
        return;
    }
    if (value instanceof Object) {
        yield { at: value as Json, path: [...path] };
        for (const [key, inner] of Object.entries(value)) {
            yield* objectsOf(inner, [...path, key]);
        }
    }
}

/** Columns are named alike wherever they stand: in wells, filters, calculated fields' neighbours, configurations. */
function columnProblems(
    definition: Partial<DashboardVersionDefinition>,
    dataSets: Readonly<Record<string, UsableDataSet>>,
): DefinitionProblem[] {
    const known = Object.keys(dataSets);
    const calculated = new Map<string, Set<string>>();
    for (const { DataSetIdentifier = "", Name = "" } of definition.CalculatedFields ?? []) {
        calculated.set(DataSetIdentifier, (calculated.get(DataSetIdentifier) ?? new Set()).add(Name));
    }
    const problems: DefinitionProblem[] = [];
    for (const { at, path } of objectsOf(definition)) {
        const { DataSetIdentifier: identifier, ColumnName: column } = at;
        if (typeof identifier !== "string") {
            continue;
        }
        const dataSet = Object.hasOwn(dataSets, identifier) ? dataSets[identifier] : undefined;
        if (dataSet === undefined) {
            const message = `"${identifier}" is not a data set of this dashboard`;
            problems.push({
                path: [...path, "DataSetIdentifier"],
                message,
                found: { word: identifier, allowed: known },
            });
            continue;
        }
        const columns = [...dataSet.columns, ...(calculated.get(identifier) ?? [])];
        if (typeof column === "string" && !columns.includes(column)) {
            const message = `"${column}" is neither a column nor a calculated field of the data set ${identifier}`;
            problems.push({
                path: [...path, "ColumnName"],
                message,
                found: { word: column, allowed: columns },
            });
        }
    }
    return problems;
}

/** The one visual in the union that `Visual` is, with its kind. */
function visualOf(visual: unknown): { kind: string; id: string } | undefined {
    const [kind, body] =
        Object.entries((visual ?? {}) as Json).find(([, value]) => value !== undefined) ?? [];
    const id = (body as Json | undefined)?.VisualId;
    return kind !== undefined && typeof id === "string" ? { kind, id } : undefined;
}

function sheetProblems({ Sheets = [] }: Partial<DashboardVersionDefinition>): DefinitionProblem[] {
    const problems: DefinitionProblem[] = [];
    if (Sheets.length === 0) {
        problems.push({ path: ["Sheets"], message: "is empty; a dashboard needs a sheet" });
    }
    problems.push(...twice(Sheets.map(({ SheetId = "" }, index) => [SheetId, ["Sheets", index, "SheetId"]])));
    for (const [
        sheet,
        { Visuals = [], TextBoxes = [], Images = [], Layouts = [], ...rest },
    ] of Sheets.entries()) {
        const visuals = Visuals.map(visualOf);
        for (const [index, visual] of visuals.entries()) {
            if (visual === undefined) {
                problems.push({
                    path: ["Sheets", sheet, "Visuals", index],
                    message:
                        "has no VisualId; every visual is one key such as BarChartVisual, with a VisualId",
                });
            }
        }
        problems.push(
            ...twice(
                visuals.flatMap((visual, index) =>
                    visual === undefined
                        ? []
                        : [[visual.id, ["Sheets", sheet, "Visuals", index, visual.kind]]],
                ),
            ),
        );
        const controls = [...(rest.FilterControls ?? []), ...(rest.ParameterControls ?? [])].flatMap(
            (control) =>
                Object.values(control).flatMap((body) => {
                    const { FilterControlId, ParameterControlId } = (body ?? {}) as Json;
                    return [FilterControlId, ParameterControlId].filter((id) => typeof id === "string");
                }),
        );
        const placeable = new Set<string>([
            ...visuals.flatMap((visual) => visual?.id ?? []),
            ...TextBoxes.flatMap(({ SheetTextBoxId }) => SheetTextBoxId ?? []),
            ...Images.flatMap(({ SheetImageId }) => SheetImageId ?? []),
            ...controls,
        ]);
        for (const { at, path } of objectsOf(Layouts, ["Sheets", sheet, "Layouts"])) {
            const { ElementId: element } = at;
            if (typeof element === "string" && !placeable.has(element)) {
                problems.push({
                    path: [...path, "ElementId"],
                    message: `"${element}" is no visual, text, image or control of this sheet`,
                    found: { word: element, allowed: [...placeable] },
                });
            }
        }
    }
    return problems;
}

function twice(ids: readonly (readonly [string, readonly Step[]])[]): DefinitionProblem[] {
    return ids.flatMap(([id, path], index) =>
        ids.findIndex(([other]) => other === id) === index
            ? []
            : [{ path, message: `the id "${id}" stands twice; ids are unique, rename one` }],
    );
}

/** A filter's scope names sheets and visuals. */
function filterProblems({ FilterGroups = [], Sheets = [] }: Partial<DashboardVersionDefinition>) {
    const sheets = new Map(
        Sheets.map(({ SheetId = "", Visuals = [] }) => [
            SheetId,
            Visuals.flatMap((visual) => visualOf(visual)?.id ?? []),
        ]),
    );
    const problems: DefinitionProblem[] = [];
    for (const [group, { ScopeConfiguration }] of FilterGroups.entries()) {
        const scopes = ScopeConfiguration?.SelectedSheets?.SheetVisualScopingConfigurations ?? [];
        for (const [index, { SheetId = "", VisualIds = [] }] of scopes.entries()) {
            const path = [
                "FilterGroups",
                group,
                "ScopeConfiguration",
                "SelectedSheets",
                "SheetVisualScopingConfigurations",
                index,
            ];
            const visuals = sheets.get(SheetId);
            if (visuals === undefined) {
                problems.push({
                    path: [...path, "SheetId"],
                    message: `"${SheetId}" is not a sheet of this dashboard`,
                    found: { word: SheetId, allowed: [...sheets.keys()] },
                });
                continue;
            }
            for (const [place, id] of VisualIds.entries()) {
                if (!visuals.includes(id)) {
                    problems.push({
                        path: [...path, "VisualIds", place],
                        message: `"${id}" is not a visual of the sheet ${SheetId}`,
                        found: { word: id, allowed: visuals },
                    });
                }
            }
        }
    }
    return problems;
}

/** Controls and filters name parameters, which have to be declared. */
function parameterProblems(definition: Partial<DashboardVersionDefinition>): DefinitionProblem[] {
    const declared = (definition.ParameterDeclarations ?? []).flatMap((declaration) =>
        Object.values(declaration).flatMap((body) => (body as { Name?: string } | undefined)?.Name ?? []),
    );
    const { ParameterDeclarations: _, ...users } = definition;
    const problems: DefinitionProblem[] = [];
    for (const { at, path } of objectsOf(users)) {
        for (const key of ["ParameterName", "SourceParameterName"] as const) {
            const name = at[key];
            if (typeof name === "string" && !declared.includes(name)) {
                problems.push({
                    path: [...path, key],
                    message: `"${name}" is not a parameter of this dashboard`,
                    found: { word: name, allowed: declared },
                });
            }
        }
    }
    return problems;
}
