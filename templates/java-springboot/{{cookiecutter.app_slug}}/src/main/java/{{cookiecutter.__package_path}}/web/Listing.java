package {{ cookiecutter.__java_package }}.web;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items this part, by id
 * @param total how long the whole list is
 * @param limit the most that a part may have
 * @param offset how many come before this part
 */
public record Listing<T>(List<T> items, long total, int limit, int offset) {}
