/** Type tokens of the resources that the rules of this folder look at; the older module makes the same domains. */

export const SEARCH_DOMAIN = "aws:opensearch/domain:Domain";
export const SEARCH_DOMAIN_POLICY = "aws:opensearch/domainPolicy:DomainPolicy";
