import base64
import hashlib
import re

from server.headers import content_security_policy, inline_script_hashes, security_headers
from server.page_html import page


def directives(policy: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in policy.split(";")}


def test_the_inline_scripts_of_the_page_are_allowed_by_their_own_hashes():
    scripts = re.findall("<script>(.*?)</script>", page(), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    assert len(digests) == 2  # Streamlit's, and ours that says where the server is
    allowed = directives(security_headers(page())["Content-Security-Policy"])["script-src"]
    assert allowed == ["'self'", *(f"'sha256-{digest}'" for digest in digests)]


def test_every_inline_script_counts_and_those_with_a_source_do_not():
    html = '<script>one</script><script src="x.js"></script><script>\n two </script>'
    assert len(inline_script_hashes(html)) == 2
    assert inline_script_hashes("<p>none</p>") == []


def test_no_code_is_made_of_text_nothing_is_framed_and_nothing_comes_from_elsewhere():
    policy = directives(content_security_policy([]))
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    sources = {source for values in policy.values() for source in values}
    assert sources == {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    assert [name for name, values in policy.items() if "'unsafe-inline'" in values] == ["style-src"]
