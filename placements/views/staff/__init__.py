"""The League staff's pages, one module a group of pages."""
