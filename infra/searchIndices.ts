import { tagWith } from "./aws/tags";
import type { LakeDomain } from "./components/lakeDomain";
import type { NetworkPlacement } from "./components/network";
import { SearchDomain } from "./components/searchDomain";
import { SearchIndex } from "./components/searchIndex";
import type { Domain } from "./config/model";
import { SEARCH, type SearchGround, searchDomainArgs, searchIndexArgs } from "./searchArgs";

/** Search of one environment: the domain, where it has one and somebody uses it, and the indices of all domains. */
export class SearchIndices {
    private readonly indices: SearchIndex[] = [];
    private domain: SearchDomain | undefined;

    constructor(
        private readonly ground: Omit<SearchGround, "network"> & { readonly network: () => NetworkPlacement },
    ) {}

    /** The indices of a domain; none where the environment has no search. */
    build(domain: Domain, lakeDomain: LakeDomain): void {
        const { environment } = this.ground;
        const wanted = domain.search ?? [];
        if (environment.settings.search === undefined || wanted.length === 0) {
            return;
        }
        const search = this.searchDomain();
        const ground = { ...this.ground, network: this.ground.network(), search, lakeDomain };
        const tags = {
            environment: environment.name,
            domain: domain.name,
            owner: domain.owner,
            component: SEARCH,
        };
        for (const index of wanted) {
            this.indices.push(
                new SearchIndex(
                    `${domain.name}-${index.name}-${SEARCH}`,
                    searchIndexArgs(domain, index, ground),
                    { transformations: [tagWith(tags)] },
                ),
            );
        }
    }

    /** Tells the domain of all indices: once, when all of them are known. Returns where people log in. */
    configure(): SearchDomain | undefined {
        this.domain?.configure(this.indices.map(({ declaration }) => declaration));
        return this.domain;
    }

    /** Made when the first index asks for it. */
    private searchDomain(): SearchDomain {
        const { environment } = this.ground;
        const { search: settings } = environment.settings;
        if (settings === undefined) {
            throw new Error(`environment ${environment.name} has no search`);
        }
        this.domain ??= new SearchDomain(
            SEARCH,
            searchDomainArgs(settings, { ...this.ground, network: this.ground.network() }),
            { transformations: [tagWith({ environment: environment.name, component: SEARCH })] },
        );
        return this.domain;
    }
}
