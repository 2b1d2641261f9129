<% import "parts/java.jinja" as java with context %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import <[ java.package ]>.resource.ResourceRepository;

/** <[ feature.many.title ]> in the database. */
interface <[ feature.one.pascal ]>Repository extends ResourceRepository<<[ feature.one.pascal ]>> {}
