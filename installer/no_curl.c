/* What PROJ calls of libcurl, for a program that never asks it for grids from the web. */
#include <stddef.h>

void *curl_easy_init(void) { return NULL; }
void curl_easy_cleanup(void *handle) { (void)handle; }
int curl_easy_perform(void *handle) { (void)handle; return 7; /* CURLE_COULDNT_CONNECT */ }
int curl_easy_setopt(void *handle, int option, ...) { (void)handle; (void)option; return 0; }
int curl_easy_getinfo(void *handle, int info, ...) { (void)handle; (void)info; return 43; }
