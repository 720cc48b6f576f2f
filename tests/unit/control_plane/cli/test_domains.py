def test_where_the_names_of_a_tenant_lead(signed_in, add_tenant):
    add_tenant()
    listed = signed_in("tenant", "domains", "acme", "--json").json["data"]
    assert [(row["name"], row["dns"], row["may_have_certificate"]) for row in listed] == [
        ("acme.localhost", None, True)
    ]
    looked = signed_in("tenant", "domains", "acme", "--check", "acme.localhost")
    assert "acme.localhost" in looked.out
    assert signed_in("tenant", "domains", "acme", "--check", "other.example").code == 2
