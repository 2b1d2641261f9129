// Where the development server sends requests for the API: DEV_API_URL, or nowhere.

const target = process.env["DEV_API_URL"];

export default target ? { "/api": { target, changeOrigin: true } } : {};
