"use strict";

// Swagger UI has a dark side and leaves it to the page when to show it: whenever the reader's system is dark.
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", paint);
paint();

const ui = SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#api",
    deepLinking: true,
    filter: true,
    displayRequestDuration: true,
    // The schemas are shown where they are used; at the end all of them once more, closed.
    defaultModelsExpandDepth: 0,
    // No badge from a validator on the net.
    validatorUrl: null,
    // Whoever signs up, logs in or refreshes by "Try it out" is authorized for the rest. The token stays in this
    // page's memory: what is kept in the browser, every script of this origin could read later.
    responseInterceptor(response) {
        const token = response.ok && response.body && response.body.access_token;
        if (token) ui.preauthorizeApiKey("accessToken", token);
        return response;
    },
});
