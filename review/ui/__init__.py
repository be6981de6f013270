"""The page: one Gradio component, its server functions and its routes. Only this room and app.py import gradio."""
