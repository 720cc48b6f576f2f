"""A WhatsApp number and its credentials as Meta sees them: asked, judged in words, and mended."""
