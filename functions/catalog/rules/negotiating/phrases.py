"""What is said to a supplier, in each language. `{...}` are filled in. Each language says all, with the same gaps."""

from catalog.models.negotiation import LetterLanguage

PHRASES: dict[LetterLanguage, dict[str, str]] = {
    LetterLanguage.EN: {
        "pieces": "pieces",
        "subject": "Your offer for “{title}”: {quantity} {unit}",
        "greeting": "Dear {contact},",
        "greeting_nameless": "Dear Sir or Madam,",
        "request": "Thank you for your offer for “{title}”. We would like to order {quantity} {unit}; "
        "you ask {list_price} for each.",
        "request_with_term": "Thank you for your offer for “{title}”. We would like to order {quantity} {unit}; "
        "you ask {list_price} for each, {incoterm} (Incoterms 2020).",
        "alternative": "We have another offer that costs us less delivered, and would rather order from you.",
        "recall": "On {past_date} we had {past_price} for each.",
        "next_break": "Our quantity is close to {next_break}, from which on you ask less.",
        "volume": "We can order {yearly} within a year, in several lots.",
        "freight_apart": "Please state freight and insurance apart from the goods on the invoice.",
        "quality": "Please agree to an inspection before shipment, and to a credit for what is late or defective.",
        "terms": "We can give you more time, or a deposit, where that helps you.",
        "ask": "Could you offer {opening} for each? With that we can order at once.",
        "closing": "Kind regards",
    },
    LetterLanguage.FR: {
        "pieces": "pièces",
        "subject": "Votre offre pour « {title} » : {quantity} {unit}",
        "greeting": "Bonjour {contact},",
        "greeting_nameless": "Madame, Monsieur,",
        "request": "Merci de votre offre pour « {title} ». Nous souhaitons commander {quantity} {unit} ; "
        "vous demandez {list_price} l’unité.",
        "request_with_term": "Merci de votre offre pour « {title} ». Nous souhaitons commander {quantity} {unit} ; "
        "vous demandez {list_price} l’unité, {incoterm} (Incoterms 2020).",
        "alternative": "Nous avons une autre offre qui nous revient moins cher livrée, et préférerions commander "
        "chez vous.",
        "recall": "Le {past_date}, nous avions {past_price} l’unité.",
        "next_break": "Notre quantité est proche de {next_break}, à partir de laquelle votre prix baisse.",
        "volume": "Nous pouvons commander {yearly} sur un an, en plusieurs lots.",
        "freight_apart": "Merci d’indiquer sur la facture le fret et l’assurance séparément des marchandises.",
        "quality": "Merci d’accepter une inspection avant expédition, et un avoir pour ce qui est en retard ou "
        "défectueux.",
        "terms": "Nous pouvons vous laisser plus de temps, ou verser un acompte, si cela vous aide.",
        "ask": "Pourriez-vous nous proposer {opening} l’unité ? Nous pourrions alors commander aussitôt.",
        "closing": "Cordialement",
    },
    LetterLanguage.PT: {
        "pieces": "peças",
        "subject": "A sua oferta de “{title}”: {quantity} {unit}",
        "greeting": "Prezado(a) {contact},",
        "greeting_nameless": "Prezados senhores,",
        "request": "Obrigado pela sua oferta de “{title}”. Gostaríamos de encomendar {quantity} {unit}; "
        "o seu preço é {list_price} por unidade.",
        "request_with_term": "Obrigado pela sua oferta de “{title}”. Gostaríamos de encomendar {quantity} {unit}; "
        "o seu preço é {list_price} por unidade, {incoterm} (Incoterms 2020).",
        "alternative": "Temos outra oferta que nos custa menos entregue, e preferiríamos encomendar da sua empresa.",
        "recall": "Em {past_date} tivemos {past_price} por unidade.",
        "next_break": "A nossa quantidade está perto de {next_break}, a partir da qual o seu preço baixa.",
        "volume": "Podemos encomendar {yearly} em um ano, em vários lotes.",
        "freight_apart": "Por favor, indique na fatura o frete e o seguro separados da mercadoria.",
        "quality": "Pedimos uma inspeção antes do embarque, e um crédito pelo que chegar atrasado ou com defeito.",
        "terms": "Podemos dar mais prazo, ou um sinal, se isso ajudar.",
        "ask": "Poderia oferecer {opening} por unidade? Assim podemos encomendar de imediato.",
        "closing": "Atenciosamente",
    },
    LetterLanguage.ZH: {
        "pieces": "件",
        "subject": "关于贵司“{title}”的报价：{quantity} {unit}",
        "greeting": "{contact}，您好！",
        "greeting_nameless": "您好！",
        "request": "感谢贵司对“{title}”的报价。我们希望订购 {quantity} {unit}，贵司报价为每件 {list_price}。",
        "request_with_term": "感谢贵司对“{title}”的报价。我们希望订购 {quantity} {unit}，"
        "贵司报价为每件 {list_price}，{incoterm}（Incoterms 2020）。",
        "alternative": "我们另有一份到货总成本更低的报价，但更希望与贵司合作。",
        "recall": "{past_date} 我们的成交价为每件 {past_price}。",
        "next_break": "我们的数量接近 {next_break}，从该数量起贵司价格更低。",
        "volume": "我们一年内可分批订购 {yearly}。",
        "freight_apart": "请在发票上将运费和保险费与货款分开列明。",
        "quality": "请同意装运前检验，并对延迟或不合格的货物给予扣款。",
        "terms": "如有帮助，我们可以接受更长的交期，或支付定金。",
        "ask": "能否给到每件 {opening}？如可以，我们可立即下单。",
        "closing": "此致敬礼",
    },
    LetterLanguage.HI: {
        "pieces": "नग",
        "subject": "“{title}” के लिए आपका प्रस्ताव: {quantity} {unit}",
        "greeting": "आदरणीय {contact},",
        "greeting_nameless": "आदरणीय महोदय/महोदया,",
        "request": "“{title}” के प्रस्ताव के लिए धन्यवाद. हम {quantity} {unit} मँगाना चाहते हैं; "
        "आपका भाव प्रति इकाई {list_price} है.",
        "request_with_term": "“{title}” के प्रस्ताव के लिए धन्यवाद. हम {quantity} {unit} मँगाना चाहते हैं; "
        "आपका भाव प्रति इकाई {list_price} है, {incoterm} (Incoterms 2020).",
        "alternative": "हमारे पास एक और प्रस्ताव है जो पहुँचकर सस्ता पड़ता है, फिर भी हम आपसे ही मँगाना चाहेंगे.",
        "recall": "{past_date} को हमें प्रति इकाई {past_price} का भाव मिला था.",
        "next_break": "हमारी मात्रा {next_break} के पास है, जहाँ से आपका भाव घटता है.",
        "volume": "हम एक साल में {yearly} किस्तों में मँगा सकते हैं.",
        "freight_apart": "कृपया बिल में भाड़ा और बीमा माल से अलग लिखें.",
        "quality": "कृपया माल भेजने से पहले जाँच, और देर या खराबी पर कटौती स्वीकार करें.",
        "terms": "अगर मदद हो तो हम अधिक समय या अग्रिम राशि दे सकते हैं.",
        "ask": "क्या आप प्रति इकाई {opening} दे सकते हैं? तब हम तुरंत ऑर्डर दे सकते हैं.",
        "closing": "सादर",
    },
}
