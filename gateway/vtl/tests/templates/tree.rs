//! The tree that tools read.

use gatewright_vtl::Template;
use gatewright_vtl::ast::{Access, Expression, Node};

#[test]
fn a_template_as_a_tree() {
    let template = Template::parse("{\"a\": $!input.path('$.a').b,\n#if($x == 1)#set($y = \"$z\")#end}").unwrap();
    let [Node::Text(open), Node::Reference(reference), Node::Text(comma), Node::If(condition), Node::Text(close)] =
        template.body().nodes.as_slice()
    else {
        panic!("{:?}", template.body());
    };
    assert_eq!((open.as_str(), comma.as_str(), close.as_str()), ("{\"a\": ", ",\n", "}"));
    assert!(reference.quiet);
    assert_eq!(reference.name.as_ref(), "input");
    assert_eq!(reference.source.as_ref(), "$!input.path('$.a').b");
    assert_eq!((reference.place.line, reference.place.column), (1, 7));
    let [Access::Method(path, arguments, _), Access::Property(property)] = reference.path.as_slice() else {
        panic!("{:?}", reference.path);
    };
    assert_eq!((path.as_ref(), property.as_ref()), ("path", "b"));
    assert!(matches!(arguments.as_slice(), [Expression::Text(text)] if text.as_ref() == "$.a"));
    assert_eq!(condition.branches.len(), 1);
    assert!(condition.otherwise.is_none());
    let (_, block) = &condition.branches[0];
    assert!(matches!(block.nodes.as_slice(), [Node::Set(set)] if set.target.name.as_ref() == "y"));
}

/// Collects what a visitor sees of references.
#[derive(Default)]
struct Seen(Vec<String>);

impl<'t> gatewright_vtl::visit::Visitor<'t> for Seen {
    fn reference(&mut self, reference: &'t gatewright_vtl::ast::Reference) {
        self.0.push(reference.source.to_string());
        gatewright_vtl::visit::walk_reference(self, reference);
    }
}

#[test]
fn a_visitor_sees_every_reference_in_order() {
    use gatewright_vtl::visit::Visitor;
    let source = "$a.b($c, \"x$d\")#set($e.f[$g] = [$h, {'k': $i}])#if(!$j || $k > 1)$l#elseif($m)#else$n#end\
        #foreach($o in [$p..$q])#break($r)#end#define($s)${t}#end";
    let template = Template::parse(source).unwrap();
    let mut seen = Seen::default();
    seen.block(template.body());
    let roots: String = seen.0.iter().filter_map(|source| source.chars().find(char::is_ascii_alphabetic)).collect();
    assert_eq!(roots, "acdeghijklmnpqrt");
}
