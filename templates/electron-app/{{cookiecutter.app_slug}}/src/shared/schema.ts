import { z } from "zod";

// Without this zod tries to compile code, which the content security policy forbids.
z.config({ jitless: true });

export { z };
