// Not made yet: `npm run api` makes this file of openapi.json:
/*
<% include "all/openapi.json" %>
*/
export {};
