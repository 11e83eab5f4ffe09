/**
 * Does the topic match the filter? `+` stands for one level, `#` at the end for any number of levels, none
 * included; neither matches a first level that begins with `$`. Source: MQTT Version 3.1.1, 4.7 Topic Names and
 * Topic Filters.
 */
export function topicMatches(filter: string, topic: string): boolean {
    const filterLevels = filter.split("/");
    const topicLevels = topic.split("/");
    if (topic.startsWith("$") && !filter.startsWith("$")) {
        return false;
    }
    for (const [index, level] of filterLevels.entries()) {
        if (level === "#") {
            return true;
        }
        if (index >= topicLevels.length || (level !== "+" && level !== topicLevels[index])) {
            return false;
        }
    }
    return filterLevels.length === topicLevels.length;
}
